import mongoose, { Types } from 'mongoose';
import {
  createTestApp,
  type TestUser,
  testDatabaseUri,
} from '../../backend/src/platform/testing/test-app';
import { describePaired, printFigure } from '../lib/figure';
import { fillHistory, FREQUENT, LINES, RARE } from '../lib/history-data';
import { countReads } from '../lib/count-reads';
import { compare, quantile } from '../lib/paired';

/**
 * Database work and time for a page of the history, among few and among many meetings, and of the
 * search in their lines.
 */
const FEW = 100;
const MANY = Number(process.env['BENCH_MEETINGS'] ?? 100_000);
const PAGE = 20;
const ROUNDS = 21;
const PAIRS = 40;
/** Requests of each round of a paired measurement. */
const REPEATS = 5;

const parley = await createTestApp({
  env: { NODE_ENV: 'production', RATE_LIMIT_FACTOR: '10000' },
});
const few = await parley.register('Few');
const many = await parley.register('Many');
const driver = await new mongoose.mongo.MongoClient(testDatabaseUri(parley.database)).connect();
const started = performance.now();
await fillHistory(parley, driver, [
  [few, FEW],
  [many, MANY],
]);
console.log(
  `made ${FEW} and ${MANY} meetings with ${LINES} lines each in ${((performance.now() - started) / 1000).toFixed(0)} s`,
);

async function get<T>(user: TestUser, path: string, query: Record<string, string>): Promise<T> {
  const url = `${parley.url}/api${path}?${new URLSearchParams(query)}`;
  const response = await fetch(url, { headers: { Authorization: user.bearer[1] } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

const read = (user: TestUser, cursor?: string) =>
  get<{ meetings: unknown[]; nextCursor: string | null }>(user, '/meetings', {
    limit: String(PAGE),
    ...(cursor !== undefined && { cursor }),
  });

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

/** The page of the list alone, as the driver reads it: one query, one index, one projection. */
async function bareQuery(): Promise<{ meetingId: Types.ObjectId }[]> {
  const found = await driver
    .db()
    .collection<{ userId: Types.ObjectId; meetingId: Types.ObjectId }>('attendances')
    .find({ userId: new Types.ObjectId(many.user.id) })
    .project<{ meetingId: Types.ObjectId }>({ meetingId: 1, joinedAt: 1, removedAt: 1 })
    .sort({ joinedAt: -1, _id: -1 })
    .limit(PAGE + 1)
    .toArray();
  if (found.length !== PAGE + 1) throw new Error('a page is missing');
  return found;
}

/** The documents that a page shows, as the driver reads them: after the list, the meetings. */
async function barePage(): Promise<void> {
  const ids = (await bareQuery()).slice(0, PAGE).map(({ meetingId }) => meetingId);
  const database = driver.db();
  const meetings = await database
    .collection('meetings')
    .find({ _id: { $in: ids } })
    .toArray();
  if (meetings.length !== PAGE) throw new Error('documents are missing');
}

const timed = (run: () => Promise<unknown>) => async (): Promise<number> => {
  const start = performance.now();
  for (let repeat = 0; repeat < REPEATS; repeat += 1) await run();
  return performance.now() - start;
};
console.log(
  `comparators, without HTTP, in this process, ${REPEATS} reads a round:
  "one indexed query": the ${PAGE + 1} attendances of the reader, in the order of the index
  "documents that it shows": the same query, then the ${PAGE} meetings by id
  A/A: the same comparator against itself`,
);
const firstPage = timed(() => read(many));
const whole = await compare(firstPage, timed(barePage), PAIRS);
printFigure({
  name: 'history, first page ÷ the driver reading the documents that it shows',
  value: whole.ratio,
  goal: ['≤', 1.3],
  note: describePaired(whole),
});
const single = await compare(firstPage, timed(bareQuery), PAIRS);
printFigure({
  name: 'history, first page ÷ the one indexed query of its rows',
  value: single.ratio,
  goal: ['≤', 1.3],
  note: describePaired(single),
});
const listReads = await countReads(() => read(many));
console.log(
  `history, first page: ${listReads.documents} documents in ${listReads.queries} queries for ${PAGE} meetings`,
);

interface Found {
  hits: { kind: string }[];
  nextCursor: string | null;
}

/** Follows the cursor until there is a hit, or to the end of the history. */
async function searchFor(q: string): Promise<{ hits: number; requests: number; firstMs: number }> {
  let cursor: string | null = null;
  let firstMs = 0;
  for (let requests = 1; ; requests += 1) {
    const start = performance.now();
    const page: Found = await get<Found>(many, '/search', {
      q,
      limit: String(PAGE),
      ...(cursor !== null && { cursor }),
    });
    firstMs ||= performance.now() - start;
    cursor = page.nextCursor;
    if (page.hits.length > 0 || cursor === null) {
      return { hits: page.hits.length, requests, firstMs };
    }
  }
}

for (const [what, q] of [
  ['a frequent word', FREQUENT],
  ['the beginning of one', FREQUENT.slice(0, 5)],
  ['a rare word', RARE],
  ['an absent word', 'nowhere'],
] as const) {
  const times: number[] = [];
  let found = { hits: 0, requests: 0, firstMs: 0 };
  const reads = await countReads(async () => (found = await searchFor(q)));
  for (let round = 0; round < (found.requests > 5 ? 3 : ROUNDS); round += 1) {
    const start = performance.now();
    await searchFor(q);
    times.push(performance.now() - start);
  }
  console.log(
    `search for ${what}: ${quantile(times, 0.5).toFixed(0)} ms to ${found.hits} hits in ${found.requests} requests; ${reads.documents} documents in ${reads.queries} queries`,
  );
  if (q === FREQUENT) {
    printFigure({
      name: 'search, frequent word: documents read per hit',
      value: reads.documents / found.hits,
      goal: ['≤', 3],
      unit: '',
    });
  }
}
await driver.close();
await parley.close();
