import { Agent, get } from 'node:http';
import { testDatabaseUri } from '../../backend/src/platform/testing/test-app';
import { MeasuredServer } from '../lib/child';
import { describePaired, printFigure } from '../lib/figure';
import { compare } from '../lib/paired';

/** CPU time of an authenticated GET against a bare Express handler with the same query. */
const REQUESTS = 400;
const AT_ONCE = 20;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

const request = (url: string, headers: Record<string, string>): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(String(response.statusCode))),
      );
    }).once('error', reject);
  });

async function load(server: MeasuredServer<{ url: string }>, headers: Record<string, string>) {
  const before = await server.cpu();
  for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, () => request(`${server.ready.url}/api/users/me`, headers)),
    );
  }
  return (await server.cpu()) - before;
}

const parley = await MeasuredServer.start<{
  url: string;
  tokens: string[];
  userIds: string[];
  database: string;
}>('parley.ts', '1');
const { database, tokens, userIds } = parley.ready;
const bare = await MeasuredServer.start<{ url: string }>(
  'bare-express.ts',
  testDatabaseUri(database),
  userIds[0] ?? '',
);
const result = await compare(
  () => load(parley, { Authorization: `Bearer ${tokens[0]}` }),
  () => load(bare, {}),
  15,
);
printFigure({
  name: 'CPU of a bare Express GET ÷ ours, authenticated',
  value: 1 / result.ratio,
  goal: ['≥', 0.8],
  note: describePaired(result),
});
agent.destroy();
await Promise.all([parley.stop(), bare.stop()]);
