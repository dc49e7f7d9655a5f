import { expect, test } from 'vitest';
import { FairQueue, type Requester } from './fair-queue';

const from = (address: string, account: string): Requester => ({ address, account });

/** A queue whose tasks end when the test ends them, and the order in which they began. */
function setUp(parallel: number) {
  const queue = new FairQueue(parallel);
  const began: string[] = [];
  const ends: (() => void)[] = [];
  const add = (by: Requester, name = by.account) => {
    const task = queue.run(by, async () => {
      began.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
    // `outcomes` checks the rejections of all tasks together.
    task.catch(() => {});
    return task;
  };
  /** Waits until every task that can begin has begun. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  /** Ends the running tasks in the order in which they began, until the queue is empty. */
  const drain = async () => {
    for (await settle(); ends.length > 0; await settle()) ends.shift()?.();
  };
  return { add, began, settle, drain };
}

const outcomes = async (tasks: Promise<unknown>[]) => {
  const results = await Promise.allSettled(tasks);
  const refused = results.filter((result) => result.status === 'rejected');
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'BUSY', status: 503 });
  return { refused: refused.length, done: results.length - refused.length };
};

test("an address that was not served lately goes ahead of another address's backlog", async () => {
  const { add, began, drain } = setUp(1);
  const backlog = Array.from({ length: 30 }, (_, index) => add(from('eve', `eve ${index}`)));
  const tasks = [...backlog, add(from('ana', 'ana')), add(from('ben', 'ben'))];
  await drain();
  expect(began.slice(0, 4)).toEqual(['eve 0', 'ana', 'ben', 'eve 1']);
  expect(await outcomes(tasks)).toEqual({ refused: 0, done: 32 });
});

test('other addresses get one more place while an address with a backlog holds the only one', async () => {
  const { add, began, settle, drain } = setUp(1);
  const tasks = [add(from('eve', 'eve 0')), add(from('ana', 'ana'))];
  await settle();
  expect(began).toEqual(['eve 0']);
  tasks.push(add(from('eve', 'eve 1')), add(from('ben', 'ben')));
  await settle();
  expect(began).toEqual(['eve 0', 'ana']);
  await drain();
  expect(began).toEqual(['eve 0', 'ana', 'ben', 'eve 1']);
  expect(await outcomes(tasks)).toEqual({ refused: 0, done: 4 });
});

test('accounts behind one address take turns', async () => {
  const { add, began, drain } = setUp(1);
  const tasks = ['a', 'a', 'a', 'a', 'b', 'c'].map((name) => add(from('school', name)));
  await drain();
  expect(began).toEqual(['a', 'b', 'c', 'a', 'a', 'a']);
  expect(await outcomes(tasks)).toEqual({ refused: 0, done: 6 });
});

test('one address or one account never holds every place of the queue', async () => {
  const { add, began, settle, drain } = setUp(4);
  const tasks = [
    ...['a', 'b', 'c'].map((name) => add(from('eve', name))),
    ...['first', 'second', 'third'].map((name) => add(from(name, 'ana'), name)),
  ];
  await settle();
  expect(began).toEqual(['a', 'b', 'first', 'second']);
  await drain();
  expect(await outcomes(tasks)).toEqual({ refused: 0, done: 6 });
});

test('at most fifty tasks of one address wait, and at most twenty of one account', async () => {
  for (const [accountOf, waiting] of [
    [(index: number) => `account ${index}`, 50],
    [() => 'the same', 20],
  ] as const) {
    const { add, drain } = setUp(1);
    const tasks = Array.from({ length: 60 }, (_, index) => add(from('eve', accountOf(index))));
    await drain();
    expect(await outcomes(tasks)).toEqual({ refused: 59 - waiting, done: waiting + 1 });
  }
});

test('a full queue drops a task of the longest backlog for a newcomer', async () => {
  const { add, began, drain } = setUp(1);
  const tasks = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((address) =>
    Array.from({ length: 50 }, (_, index) => add(from(address, `${address}${index}`))),
  );
  const newcomer = add(from('ana', 'ana'));
  await drain();
  await newcomer;
  expect(began.indexOf('ana')).toBeLessThan(10);
  expect(await outcomes(tasks)).toEqual({ refused: 99, done: 201 });
});

test('a full address drops a task of its longest backlog for another account', async () => {
  const { add, began, drain } = setUp(1);
  const backlog = ['x', 'y', 'z'].flatMap((name) =>
    Array.from({ length: 17 }, () => add(from('school', name))),
  );
  const classmate = add(from('school', 'ana'));
  await drain();
  await classmate;
  expect(began.indexOf('ana')).toBeLessThan(5);
  expect(await outcomes(backlog)).toEqual({ refused: 1, done: 50 });
});
