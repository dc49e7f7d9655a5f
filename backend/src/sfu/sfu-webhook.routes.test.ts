import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSfuApp, meetThree, moveToSfu, type SfuApp } from './testing/meet-on-sfu';

let app: SfuApp;
beforeEach(async () => {
  app = await createSfuApp();
});
afterEach(() => app.close());

/** A meeting on the SFU, and what LiveKit would report of somebody who connects. */
async function meet() {
  const { clients } = await meetThree(app);
  const entered = await moveToSfu(app, clients);
  const [name = ''] = app.livekit.rooms.keys();
  const joined = (identity: string) => ({
    event: 'participant_joined',
    room: { name },
    participant: { identity },
  });
  const lists = () => app.livekit.calls.filter((method) => method === 'ListParticipants').length;
  const before = lists();
  /** Reports a stranger, which Parley answers with the first comparison since the move. */
  const expectFirstComparison = async () => {
    await app.livekit.report(app.url, joined('stranger~x~1'));
    await app.livekit.until(() => lists() > before);
    expect(lists()).toBe(before + 1);
  };
  return { clients, entered, name, joined, expectFirstComparison };
}

test('a stranger who connects is removed as soon as LiveKit reports it', async () => {
  const { livekit, url } = app;
  const { clients, entered, joined } = await meet();
  const [ana, ben] = clients;
  const { identity = '', token = '' } = entered[1] ?? {};
  await ana?.socket.ask('participant:remove', { id: ben?.id ?? '' });
  await livekit.until(() => livekit.sourcesOf(identity) === undefined);
  await livekit.enter(token);
  expect(await livekit.report(url, joined(identity))).toBe(204);
  await livekit.until(() => livekit.sourcesOf(identity) === undefined);
});

test('a participant with a seat who connects costs no comparison', async () => {
  const { entered, joined, expectFirstComparison } = await meet();
  for (const { identity } of entered) {
    expect(await app.livekit.report(app.url, joined(identity))).toBe(204);
  }
  await expectFirstComparison();
});

test('a report that LiveKit has not signed, or that somebody has changed, has no effect', async () => {
  const { livekit, url } = app;
  const { joined, expectFirstComparison } = await meet();
  const report = joined('stranger~x~1');
  expect(
    await livekit.report(url, report, { secret: 'another-secret-0123456789-0123456789' }),
  ).toBe(401);
  expect(await livekit.report(url, joined('other'), { sent: report })).toBe(401);
  const post = (headers: Record<string, string>) =>
    fetch(new URL('/sfu/webhook', url), {
      method: 'POST',
      headers,
      body: JSON.stringify(report),
    }).then(({ status }) => status);
  expect(await post({ 'content-type': 'application/webhook+json' })).toBe(401);
  expect(await post({ 'content-type': 'application/json' })).toBe(415);
  await expectFirstComparison();
});

test('a report about a room that is not here, or of another move, has no effect', async () => {
  const { name, joined, expectFirstComparison } = await meet();
  const other = { ...joined('stranger~x~1'), room: { name: `${name}1` } };
  expect(await app.livekit.report(app.url, other)).toBe(204);
  expect(await app.livekit.report(app.url, { event: 'room_finished', room: { name: 'x' } })).toBe(
    204,
  );
  await expectFirstComparison();
});

test('when LiveKit has closed a room, Parley looks at once whether LiveKit is still there', async () => {
  const { livekit, url } = app;
  const { name } = await meet();
  const pings = () => livekit.calls.filter((method) => method === 'ListRooms').length;
  const before = pings();
  await livekit.report(url, { event: 'room_finished', room: { name } });
  await livekit.until(() => pings() > before);
});
