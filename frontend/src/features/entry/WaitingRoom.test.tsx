// @vitest-environment jsdom
import type { Knock } from '@parley/shared/entry';
import { expect, test, vi } from 'vitest';
import { createValue } from '../../core/value';
import { renderComponent, screen } from '../../testing/render-component';
import type { KnockFeed } from './knock-feed';
import { WaitingRoom } from './WaitingRoom';

const knockOf = (displayName: string, change: Partial<Knock> = {}): Knock => ({
  id: displayName.toLowerCase().padEnd(24, '0'),
  room: { code: 'abcd-efgh-jk', name: 'Team' },
  displayName,
  isGuest: true,
  since: new Date().toISOString(),
  ...change,
});

function renderRoom(...waiting: Knock[]) {
  const knocks = createValue<readonly Knock[]>(waiting);
  const answer = vi.fn(async () => undefined);
  const admitAll = vi.fn(async () => undefined);
  const feed = { knocks, answer, admitAll, onKnock: () => () => undefined };
  const room = <WaitingRoom feed={feed as unknown as KnockFeed} code="abcd-efgh-jk" />;
  return { knocks, answer, admitAll, ...renderComponent(room) };
}

test('nothing shows while nobody waits', () => {
  renderRoom();
  expect(screen.queryByRole('region', { name: 'Waiting room' })).toBeNull();
});

test('a card says who waits, whether as a guest, and for another room in which one', () => {
  renderRoom(knockOf('Ben'), knockOf('Cem', { isGuest: false, room: { code: 'x', name: 'Club' } }));
  screen.getByRole('region', { name: 'Waiting room' });
  screen.getByText('Guest · just now');
  expect(screen.getByText(/^Has an account/).textContent).toContain('Club');
});

test('a host lets one person in, refuses another, and lets all in', async () => {
  const [ben, cem] = [knockOf('Ben'), knockOf('Cem')];
  const { answer, admitAll, user } = renderRoom(ben, cem);
  await user.click(screen.getByRole('button', { name: /^Let in .*Ben/ }));
  await user.click(screen.getByRole('button', { name: /^Refuse .*Cem/ }));
  expect(answer.mock.calls).toEqual([
    [ben, true],
    [cem, false],
  ]);
  await user.click(screen.getByRole('button', { name: 'Let all in' }));
  expect(admitAll).toHaveBeenCalledExactlyOnceWith('abcd-efgh-jk');
});
