import bcrypt from 'bcrypt';
import { MeasuredServer } from '../lib/child';
import { describePaired, printFigure } from '../lib/figure';
import { compare } from '../lib/paired';

/** Logins per second against a loop that only hashes, with the same cost, one at a time. */
const COST = 12;
const LOGINS = 4;

const parley = await MeasuredServer.start<{
  url: string;
  logins: { email: string; password: string }[];
}>('parley.ts', '1', String(COST));
const [login] = parley.ready.logins;
const hash = await bcrypt.hash('x'.repeat(64), COST);

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
const signIn = async (): Promise<void> => {
  const response = await fetch(`${parley.ready.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(login),
  });
  if (response.status !== 200) throw new Error(String(response.status));
  await response.arrayBuffer();
};
const result = await compare(
  () => timed(() => Promise.all(Array.from({ length: LOGINS }, signIn))),
  () =>
    timed(async () => {
      for (let index = 0; index < LOGINS; index += 1) await bcrypt.compare('y'.repeat(64), hash);
    }),
  15,
);
printFigure({
  name: 'login rate ÷ bare bcrypt loop (cost 12)',
  value: 1 / result.ratio,
  goal: ['≥', 0.95],
  note: describePaired(result),
});
await parley.stop();
