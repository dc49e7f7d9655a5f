import { expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, joinInput } from '../platform/testing/test-app';

test('a restarted server keeps admissions, removals and seats, and knocking brings the cards back', async () => {
  const before = await createTestApp();
  const [ana, ben, cem, dia] = await Promise.all(
    ['Ana', 'Ben', 'Cem', 'Dia'].map((name) => before.register(name)),
  );
  if (!ana || !ben || !cem || !dia) throw new Error('no users');
  const code = await makeRoom(before, ana, { access: 'everyone_waits' });
  const [a, b, d] = [
    await before.connect(ana),
    await before.connect(ben),
    await before.connect(dia),
  ];
  const { meeting } = await a.join(code);
  await b.ask('room:knock', { code });
  await d.ask('room:knock', { code });
  const { knocks } = await a.ask('knock:watch', {});
  const cardOf = (name: string) => knocks.find(({ displayName }) => displayName === name)?.id ?? '';
  await a.ask('knock:answer', { id: cardOf('Ben'), isAdmitted: true });
  const { entries, rooms } = before.app.services;
  const roomId = (await rooms.find(ana.user.id, code))._id.toString();
  const removed = { personId: cem.user.id, displayName: 'Cem', isGuest: false, by: ana.user.id };
  await entries.remove({ ...removed, roomId, meetingId: meeting.id });
  await before.app.close();

  const after = await createTestApp({ database: before.database });
  const [b2, c2, d2] = [
    await after.connect(ben),
    await after.connect(cem),
    await after.connect(dia),
  ];
  expect(await c2.send('meeting:join', joinInput(code))).toMatchObject({
    error: { code: 'MUST_WAIT' },
  });
  await b2.join(code);
  expect(await d2.ask('room:knock', { code })).toEqual({ status: 'waiting' });
  const a2 = await after.connect(ana);
  const cards = (await a2.ask('knock:watch', {})).knocks;
  expect(cards.map(({ displayName }) => displayName)).toEqual(['Dia']);
  await after.close();
  await before.connection.close();
});
