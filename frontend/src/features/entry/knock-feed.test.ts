import type { Knock } from '@parley/shared/entry';
import { afterEach, expect, test, vi } from 'vitest';
import { FakeChannel, Refusal } from '../../call/testing/fake-channel';
import { KnockFeed } from './knock-feed';

const knockOf = (displayName: string): Knock => ({
  id: displayName.toLowerCase().padEnd(24, '0'),
  room: { code: 'abcd-efgh-jk', name: 'Team' },
  displayName,
  isGuest: true,
  since: '2026-05-01T10:00:00.000Z',
});

const [ana, ben] = [knockOf('Ana'), knockOf('Ben')];

function feedOf(answers: (command: string) => unknown) {
  const channel = new FakeChannel(
    { handle: (_channel, command) => answers(command), disconnected: () => undefined },
    'f'.repeat(24),
  );
  const onKnock = vi.fn();
  return { channel, onKnock, feed: new KnockFeed({ channel, onKnock }) };
}

afterEach(() => void vi.useRealTimers());

const namesIn = (feed: KnockFeed) => feed.knocks.get().map(({ displayName }) => displayName);

test('a host sees who waits already and who comes later, each once', async () => {
  const { channel, feed, onKnock } = feedOf(() => ({ knocks: [ana] }));
  await vi.waitFor(() => expect(namesIn(feed)).toEqual(['Ana']));
  channel.deliver('knock:received', { knock: ben });
  channel.deliver('knock:received', { knock: ben });
  await vi.waitFor(() => expect(namesIn(feed)).toEqual(['Ana', 'Ben']));
  channel.deliver('knock:withdrawn', { id: ana.id });
  await vi.waitFor(() => expect(namesIn(feed)).toEqual(['Ben']));
  expect(onKnock.mock.calls).toEqual([[ana], [ben]]);
  feed.close();
});

test('after a reconnect the list of the server counts', async () => {
  let waiting = [ana];
  const { channel, feed } = feedOf(() => ({ knocks: waiting }));
  await vi.waitFor(() => expect(namesIn(feed)).toEqual(['Ana']));
  channel.cut();
  waiting = [ben];
  channel.restore();
  await vi.waitFor(() => expect(namesIn(feed)).toEqual(['Ben']));
  feed.close();
});

test('a person who has left meanwhile counts as answered', async () => {
  const { feed } = feedOf((command) => {
    if (command === 'knock:answer') throw new Refusal('NOT_FOUND');
    return { knocks: [ana] };
  });
  await vi.waitFor(() => expect(namesIn(feed)).toEqual(['Ana']));
  await feed.answer(ana, true);
  expect(namesIn(feed)).toEqual([]);
  feed.close();
});

test('a card stays if the answer does not reach the server', async () => {
  const { feed } = feedOf((command) => {
    if (command === 'knock:answer') throw new Refusal('TIMEOUT');
    return { knocks: [ana] };
  });
  await vi.waitFor(() => expect(namesIn(feed)).toEqual(['Ana']));
  await expect(feed.answer(ana, true)).rejects.toThrow('TIMEOUT');
  expect(namesIn(feed)).toEqual(['Ana']);
  feed.close();
});
