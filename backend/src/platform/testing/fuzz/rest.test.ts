import { Agent, request as startRequest } from 'node:http';
import { beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../rest';
import type { TestUser } from '../test-app';
import { fuzz, fuzzOptions } from './fuzz';
import {
  restRequest,
  type Credentials,
  type OpenApiDocument,
  type RestRequest,
} from './rest-requests';
import { startTarget, type Target } from './target';

/** Requests that run at the same time. */
const LANES = 4;
const PATIENCE_MS = 20_000;

/** Positions that no list of ours has; a server once failed at the first one. */
const CURSORS = [
  [9_007_199_254_740_991, '0'.repeat(24)],
  [{ $gt: 0 }, { $ne: '' }],
];

let target: Target;
let eve: TestUser;
let agent: Agent;
beforeAll(async () => {
  target = await startTarget();
  eve = await target.parley.register('Eve');
  agent = new Agent({ keepAlive: true, maxSockets: LANES });
  return () => agent.destroy();
});

function authorization(credentials: Credentials): string[] {
  const token = `Bearer ${eve.accessToken}`;
  switch (credentials) {
    case 'none':
      return [];
    case 'valid':
      return [token];
    case 'garbage':
      return ['Bearer x.y.z'];
    case 'expired-looking':
      return [token.slice(0, -4)];
    case 'twice':
      return [token, 'Basic eDp5'];
  }
}

/** Sends a request. @returns the status @throws {Error} if there is no answer */
function send(input: RestRequest): Promise<number> {
  const { hostname, port } = new URL(target.parley.url);
  const { method, path, credentials, withCookie, contentType, body } = input;
  const headers: Record<string, string | string[]> = {};
  const tokens = authorization(credentials);
  if (tokens.length > 0) headers['authorization'] = tokens;
  if (withCookie) headers['cookie'] = eve.cookie;
  if (body !== null) {
    headers['content-type'] = contentType;
    headers['content-length'] = String(Buffer.byteLength(body));
  }
  return new Promise((resolve, reject) => {
    const request = startRequest(
      { hostname, port, method, path, headers, agent, timeout: PATIENCE_MS },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
        response.once('error', reject);
      },
    );
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', reject);
    request.end(body ?? undefined);
  });
}

/** Takes turns, so that a few requests run at the same time. */
async function sendAll(batch: readonly RestRequest[], seen: Map<number, number>): Promise<void> {
  const waiting = [...batch];
  const lane = async (): Promise<void> => {
    for (let input = waiting.shift(); input !== undefined; input = waiting.shift()) {
      const status = await send(input);
      seen.set(status, (seen.get(status) ?? 0) + 1);
      if (status >= 500) throw new Error(`${input.method} ${input.path}: ${status}`);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const result of lanes) if (result.status === 'rejected') throw result.reason;
}

/** The attacker may have deleted the account or ended the session. */
async function signInAgain(): Promise<void> {
  const { status } = await target.parley.api.get('/api/users/me').set(...eve.bearer);
  if (status !== 200) eve = await target.parley.register('Eve');
}

test(
  'no REST request that our OpenAPI document allows, or nearly, makes the server fail',
  fuzzOptions('rest'),
  async () => {
    const { parley, bystanders } = target;
    const { body: document } = await parley.api.get('/api/openapi.json').expect(200);
    const own = await makeRoom(parley, eve, { name: 'Room of Eve' });
    const ids = [bystanders.meetingId, ...bystanders.users.map(({ user }) => user.id), eve.user.id];
    const cursors = CURSORS.map((cursor) =>
      Buffer.from(JSON.stringify(cursor)).toString('base64url'),
    );
    const pool = {
      code: [bystanders.code, own],
      cursor: cursors,
      id: ids,
      email: ['eve@example.org', eve.user.email],
      password: [eve.password],
      displayName: ['Eve'],
    };
    const seen = new Map<number, number>();
    const input = restRequest(document as OpenApiDocument, pool);
    await fuzz('rest', input, async (batch) => {
      await signInAgain();
      await target.endure(() => sendAll(batch, seen));
    });
    // Otherwise the inputs would all be refused at the door.
    const count = (from: number, to: number) =>
      [...seen].reduce(
        (sum, [status, times]) => sum + (status >= from && status < to ? times : 0),
        0,
      );
    expect(count(200, 300)).toBeGreaterThan(0);
    expect(count(400, 401)).toBeGreaterThan(0);
    expect(count(404, 405)).toBeGreaterThan(0);
    await target.finish();
  },
);
