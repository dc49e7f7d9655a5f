import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../platform/logger';
import { makeRoom } from '../platform/testing/rest';
import { createScheduledApp, type ScheduledApp } from '../platform/testing/scheduled-app';
import type { TestSocket } from '../platform/testing/test-app';

const LEASE_MS = 30_000;

let parley: ScheduledApp;
const lines: string[] = [];
beforeAll(async () => {
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
  parley = await createScheduledApp({ env: { SEAT_LEASE_SECONDS: '30' }, app: { logger } });
});
afterAll(() => parley.close());

/** The lines about a meeting, without their time and level. */
const linesOf = (meetingId: string) =>
  lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['meetingId'] === meetingId)
    .map(({ level: _level, time: _time, meetingId: _id, ...rest }) => rest);

const idOf = ({ socket }: TestSocket): string => socket.id ?? '';

test('the log shows each step of a meeting with meeting and socket ids, and nothing personal', async () => {
  const [ana, ben] = [await parley.register('Ana Personal'), await parley.register('Ben Personal')];
  const code = await makeRoom(parley, ana, { name: 'Personal room' });
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const ids = [idOf(a), idOf(b)];
  const { meeting } = await a.join(code);
  const { self } = await b.join(code);
  b.cut();
  await a.next('participant:updated');
  const resumed = await parley.connect(ben);
  await resumed.join(code, { instanceId: self.instanceId });
  const other = await parley.connect(ben);
  await other.join(code);
  const otherId = idOf(other);
  await a.next('participant:joined', ({ participant }) => participant.joinSeq > self.joinSeq);
  other.rawWebSocket.terminate();
  await a.next(
    'participant:updated',
    ({ participant }) => participant.connection === 'reconnecting',
  );
  await parley.scheduler.advance(LEASE_MS);
  await a.ask('meeting:leave', {});

  expect(linesOf(meeting.id)).toEqual([
    { participants: 0, msg: 'meeting opened' },
    { socketId: ids[0], msg: 'participant joined' },
    { socketId: ids[1], msg: 'participant joined' },
    { socketId: ids[1], cause: 'lost', msg: 'participant disconnected' },
    { socketId: idOf(resumed), msg: 'participant resumed' },
    { socketId: otherId, msg: 'participant taken over' },
    { socketId: otherId, cause: 'closed', msg: 'participant disconnected' },
    { socketId: otherId, msg: 'participant expired' },
    { socketId: ids[0], msg: 'participant left' },
    { reason: 'everyone_left', msg: 'meeting ended' },
  ]);
  const aboutMeeting = lines.filter((line) => line.includes(meeting.id)).join('');
  for (const personal of ['Personal', ana.user.id, ben.user.id, code, '127.0.0.1']) {
    expect(aboutMeeting).not.toContain(personal);
  }
});
