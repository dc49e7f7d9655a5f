import { Types } from 'mongoose';
import {
  createTestApp,
  type TestApp,
  type TestUser,
} from '../../backend/src/platform/testing/test-app';
import { printFigure } from '../lib/figure';
import { quantile } from '../lib/paired';

/** Database work and time for a page of the history, among few and among many meetings. */
const FEW = 100;
const MANY = 100_000;
const PAGE = 20;
const ROUNDS = 21;

const parley = await createTestApp({ env: { RATE_LIMIT_FACTOR: '10000' } });
const few = await parley.register('Few');
const many = await parley.register('Many');
const started = performance.now();
await fill(parley, few, FEW);
await fill(parley, many, MANY);
console.log(
  `made ${FEW} and ${MANY} meetings in ${((performance.now() - started) / 1000).toFixed(0)} s`,
);

async function fill(app: TestApp, user: TestUser, count: number): Promise<void> {
  const userId = new Types.ObjectId(user.user.id);
  for (let from = 0; from < count; from += 5_000) {
    const size = Math.min(5_000, count - from);
    const rows = Array.from({ length: size }, (_, index) => {
      const at = new Date(1_700_000_000_000 + (from + index) * 60_000);
      return { at, meetingId: new Types.ObjectId() };
    });
    await app.connection.collection('meetings').insertMany(
      rows.map(({ at, meetingId }) => ({
        _id: meetingId,
        roomId: userId,
        room: { code: 'bench', name: 'Bench' },
        ownerId: userId,
        startedAt: at,
        endedAt: at,
        endReason: 'everyone_left',
        messageCount: 0,
        epoch: 1,
        lastChangeAt: at,
        allDisconnectedAt: null,
      })),
    );
    await app.connection.collection('attendances').insertMany(
      rows.map(({ at, meetingId }) => ({
        meetingId,
        userId,
        displayName: user.user.displayName,
        isOwner: true,
        joinedAt: at,
        leftAt: at,
        intervals: [{ joinedAt: at, leftAt: at }],
      })),
    );
  }
}

const read = async (user: TestUser, cursor?: string) => {
  const { body } = await parley.api
    .get('/api/meetings')
    .query({ limit: PAGE, ...(cursor !== undefined && { cursor }) })
    .set(...user.bearer)
    .expect(200);
  return body as { meetings: unknown[]; nextCursor: string | null };
};

async function cursorOfPage(user: TestUser, number: number): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let index = 1; index < number; index += 1) {
    cursor = (await read(user, cursor)).nextCursor ?? undefined;
  }
  return cursor;
}

async function median(user: TestUser, cursor?: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await read(user, cursor);
    times.push(performance.now() - start);
  }
  return quantile(times, 0.5);
}

/** Documents that the database examined for each one that it returned, from `explain`. */
async function examined(user: TestUser, cursor?: string): Promise<number> {
  const position =
    cursor && (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [number, string]);
  const beyond = position && {
    $or: [
      { joinedAt: { $lt: new Date(position[0]) } },
      { joinedAt: new Date(position[0]), _id: { $lt: new Types.ObjectId(position[1]) } },
    ],
  };
  const plan: unknown = await parley.connection
    .collection('attendances')
    .find({ userId: new Types.ObjectId(user.user.id), ...beyond })
    .sort({ joinedAt: -1, _id: -1 })
    .limit(PAGE + 1)
    .explain('executionStats');
  const stats = (plan as { executionStats?: { totalDocsExamined?: number; nReturned?: number } })
    .executionStats;
  if (typeof stats?.totalDocsExamined !== 'number') return Number.NaN;
  return stats.totalDocsExamined / (stats.nReturned ?? PAGE + 1);
}

const hundredth = await cursorOfPage(many, 100);
const base = { docs: await examined(few), time: await median(few) };
for (const [name, cursor] of [
  ['first', undefined],
  ['hundredth', hundredth],
] as const) {
  const docs = await examined(many, cursor);
  const time = await median(many, cursor);
  if (Number.isNaN(docs)) {
    console.log(`history, ${name} page: the explain of this database counts no documents`);
  } else {
    printFigure({
      name: `history, ${name} page: documents examined, 10⁵ ÷ 10²`,
      value: docs / base.docs,
      goal: ['≤', 1.2],
    });
  }
  printFigure({
    name: `history, ${name} page: time, 10⁵ ÷ 10²`,
    value: time / base.time,
    goal: ['≤', 1.2],
    note: `(${time.toFixed(1)} ÷ ${base.time.toFixed(1)} ms)`,
  });
}
await parley.close();
