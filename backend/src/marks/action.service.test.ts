import type { OpenAction } from '@parley/shared/marks';
import { expect } from 'vitest';
import { test as base } from '../platform/testing/parley-test';
import { markIn, recordOf, write } from '../platform/testing/record';
import { makeRoom } from '../platform/testing/rest';
import type { TestUser } from '../platform/testing/test-app';

type Person = Pick<TestUser, 'accessToken' | 'bearer'>;

/** `ask` reads a list of open actions; `meet` holds a meeting of two people, with one action. */
const test = base
  .extend('ask', ({ parley }) => async (reader: Person, path: string) => {
    const { body } = await parley.api
      .get(`/api/${path}`)
      .set(...reader.bearer)
      .expect(200);
    return body as { actions: OpenAction[]; nextCursor: string | null };
  })
  .extend('meet', ({ parley }) => async (code: string, owner: Person, assignee: Person) => {
    const [a, b] = [await parley.connect(owner), await parley.connect(assignee)];
    const { meeting, self: ownerSelf } = await a.join(code);
    const { self } = await b.join(code);
    const record = recordOf(parley, owner, meeting.id);
    const act = async (text: string, more: object = {}) =>
      markIn(
        await record
          .mark(await write(a, text), 'action', { assigneeId: self.id, ...more })
          .expect(201),
      );
    const end = async () => {
      await a.ask('meeting:leave', {});
      await b.ask('meeting:leave', {});
    };
    return { a, b, id: meeting.id, record, self, ownerSelf, act, end };
  });

const texts = ({ actions }: { actions: OpenAction[] }) => actions.map(({ mark }) => mark.text);

test('open actions of a user come earliest due first, those without a date last, in pages', async ({
  parley,
  ask,
  meet,
}) => {
  const [olga, cem] = [await parley.register('Olga'), await parley.register('Cem')];
  const code = await makeRoom(parley, olga, { name: 'Board' });
  const first = await meet(code, olga, cem);
  await first.act('whenever');
  await first.act('later', { dueOn: '2027-02-01' });
  await first.end();
  const second = await meet(code, olga, cem);
  await second.act('soon', { dueOn: '2026-12-05' });
  const done = await second.act('done', { dueOn: '2026-12-01' });
  await second.act("Olga's", { assigneeId: second.ownerSelf.id });
  await second.record.changeMark(done.id, { isDone: true }).expect(200);
  await second.record.rename('Kick-off').expect(200);
  await second.end();

  const all = await ask(cem, 'actions');
  expect(texts(all)).toEqual(['soon', 'later', 'whenever']);
  expect(all.nextCursor).toBeNull();
  expect(all.actions[0]).toMatchObject({
    isMine: true,
    meeting: { id: second.id, title: 'Kick-off', startedAt: expect.any(String) },
  });
  expect(all.actions[1]).toMatchObject({ meeting: { id: first.id, title: 'Board' } });
  const pages: string[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await ask(cem, `actions?limit=1${cursor && `&cursor=${cursor}`}`);
    pages.push(texts(page));
    cursor = page.nextCursor;
  }
  expect(pages).toEqual([['soon'], ['later'], ['whenever']]);
  expect(texts(await ask(olga, 'actions'))).toEqual(["Olga's"]);
});

test('an action leaves the list when it is done, removed or given to somebody else', async ({
  parley,
  ask,
  meet,
}) => {
  const [olga, cem] = [await parley.register('Olga'), await parley.register('Cem')];
  const meeting = await meet(await makeRoom(parley, olga), olga, cem);
  const [one, two, three] = [
    await meeting.act('one'),
    await meeting.act('two'),
    await meeting.act('three'),
  ];
  await meeting.end();
  const asCem = recordOf(parley, cem, meeting.id);
  await asCem.changeMark(one.id, { isDone: true }).expect(200);
  await asCem.removeMark(two.id).expect(204);
  await asCem.changeMark(three.id, { assigneeId: meeting.ownerSelf.id }).expect(200);
  expect(texts(await ask(cem, 'actions'))).toEqual([]);
  expect(texts(await ask(olga, 'actions'))).toEqual(['three']);
  await asCem.changeMark(one.id, { isDone: false }).expect(200);
  expect(texts(await ask(cem, 'actions'))).toEqual(['one']);
});

test('the room shows open actions of earlier meetings to those who may change their records', async ({
  parley,
  ask,
  meet,
}) => {
  const [olga, cem, dora, eve] = (await Promise.all(
    ['Olga', 'Cem', 'Dora', 'Eve'].map(parley.register),
  )) as [TestUser, TestUser, TestUser, TestUser];
  const code = await makeRoom(parley, olga);
  const path = `rooms/${code}/actions`;
  const first = await meet(code, olga, cem);
  await first.act('of the first', { dueOn: '2026-12-24' });
  await first.end();
  const second = await meet(code, olga, dora);
  await second.act('of the second');

  // The running meeting shows its own actions itself.
  expect(texts(await ask(olga, path))).toEqual(['of the first']);
  expect(texts(await ask(dora, path))).toEqual([]);
  // Nobody sees actions of a meeting that runs without them.
  await second.b.ask('meeting:leave', {});
  expect(texts(await ask(dora, 'actions'))).toEqual([]);
  await second.a.ask('meeting:leave', {});
  expect(texts(await ask(dora, 'actions'))).toEqual(['of the second']);

  expect(await ask(olga, path)).toMatchObject({
    actions: [{ isMine: false }, { isMine: false }],
    nextCursor: null,
  });
  expect(texts(await ask(olga, path))).toEqual(['of the first', 'of the second']);
  expect(texts(await ask(cem, path))).toEqual(['of the first']);
  expect(texts(await ask(dora, path))).toEqual(['of the second']);
  expect(await ask(eve, path)).toEqual({ actions: [], nextCursor: null });
  await parley.api
    .get('/api/rooms/no-such-room/actions')
    .set(...eve.bearer)
    .expect(404);
});

test('a removed assignee finds the action in no list', async ({ parley, ask, meet }) => {
  const [olga, cem] = [await parley.register('Olga'), await parley.register('Cem')];
  const code = await makeRoom(parley, olga);
  const meeting = await meet(code, olga, cem);
  await meeting.act('secret');
  await meeting.a.ask('participant:remove', { id: meeting.self.id });
  await meeting.a.ask('meeting:leave', {});
  for (const path of ['actions', `rooms/${code}/actions`]) {
    expect(texts(await ask(cem, path))).toEqual([]);
  }
  expect(texts(await ask(olga, `rooms/${code}/actions`))).toEqual(['secret']);
});

test('a list finds the few actions that the reader may see behind many others', async ({
  parley,
  ask,
  meet,
}) => {
  const [olga, cem, dora] = (await Promise.all(['Olga', 'Cem', 'Dora'].map(parley.register))) as [
    TestUser,
    TestUser,
    TestUser,
  ];
  const code = await makeRoom(parley, olga);
  const hidden = await meet(code, olga, cem);
  await hidden.act('hidden', { dueOn: '2026-12-01' });
  await hidden.end();
  const marks = parley.connection.collection('marks');
  const [known] = await marks
    .find({ text: { $exists: false } })
    .sort({ _id: -1 })
    .toArray();
  const { _id, ...copy } = known ?? {};
  await marks.insertMany(
    Array.from({ length: 1_200 }, (_, index) => {
      const id = index.toString(16).padStart(24, '0');
      return { ...copy, lineId: id, openOrder: `2026-12-02-${id}` };
    }),
  );
  const seen = await meet(code, olga, dora);
  await seen.act('seen', { dueOn: '2026-12-03' });
  await seen.end();
  const found: string[] = [];
  let cursor: string | null = '';
  let requests = 0;
  while (cursor !== null) {
    const page = await ask(dora, `rooms/${code}/actions?limit=5${cursor && `&cursor=${cursor}`}`);
    found.push(...texts(page));
    cursor = page.nextCursor;
    requests += 1;
  }
  expect(found).toEqual(['seen']);
  expect(requests).toBeLessThan(5);
});

test.for(['zzz', '2026-12-24-zzz', 'MjAyNg'])(
  'the cursor %s of no list is refused',
  async (cursor, { parley, ana }) => {
    const { body } = await parley.api
      .get(`/api/actions?cursor=${cursor}`)
      .set(...ana.bearer)
      .expect(400);
    expect(body.error.details[0].field).toBe('cursor');
  },
);
