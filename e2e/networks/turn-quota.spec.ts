import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { io, type Socket } from 'socket.io-client';
import { freePort } from '../../scripts/lib/ports.mjs';
import { TurnClient } from '../../scripts/lib/turn/turn-client.mjs';
import { ParleyServer } from '../support/server';
import { Coturn, TURN_SECRET, whyNoCoturn } from './support/coturn';

const CONFIGURATION = join(import.meta.dirname, '../../deploy/coturn/turnserver.conf');
const HOST = '127.0.0.1';
const reason = whyNoCoturn();
test.skip(reason !== null, reason ?? '');

/** Reads a number from the shipped configuration. */
function setting(name: string): number {
  const found = new RegExp(`^${name}=(\\d+)$`, 'm').exec(readFileSync(CONFIGURATION, 'utf8'));
  return Number(found?.[1]);
}

interface Credentials {
  username: string;
  password: string;
}

let parley: ParleyServer;
let coturn: Coturn;
let port: number;
test.beforeAll(async () => {
  port = await freePort();
  const variables = {
    TURN_URLS: `turn:${HOST}:${port}`,
    TURN_SECRET,
    // One account creates many rooms within seconds.
    RATE_LIMIT_FACTOR: '100',
  };
  [parley, coturn] = await Promise.all([
    ParleyServer.start(variables),
    Coturn.start({ address: HOST, port, more: ['--allow-loopback-peers'] }),
  ]);
});
test.afterAll(async () => {
  await parley.stop();
  await coturn.stop();
});

/** A user with an access token and a socket. */
class Account {
  private constructor(
    private readonly token: string,
    private readonly socket: Socket,
  ) {}

  static async create(name: string): Promise<Account> {
    const password = 'a long enough passphrase 7';
    const who = { email: `${name}@example.org`, displayName: name, password };
    const { accessToken } = await post<{ accessToken: string }>('/api/auth/register', who);
    const socket = io(parley.url, { transports: ['websocket'], auth: { token: accessToken } });
    return new Account(accessToken, socket);
  }

  /** Gets credentials for the relay in a new room of this user, or outside of rooms. */
  async credentials(where: 'room' | 'nowhere'): Promise<Credentials> {
    if (where === 'room') {
      const { room } = await post<{ room: { code: string } }>('/api/rooms', {}, this.token);
      await this.#ask('room:watch', { code: room.code });
    } else {
      await this.#ask('room:unwatch', {});
    }
    const { iceServers } = await this.#ask('ice:refresh', {});
    const { username = '', credential = '' } = iceServers?.[0] ?? {};
    return { username, password: credential };
  }

  close(): void {
    this.socket.close();
  }

  async #ask(command: string, payload: object): Promise<Answer> {
    const ack: unknown = await this.socket.timeout(10_000).emitWithAck(command, payload);
    expect(ack).toMatchObject({ ok: true });
    return (ack as { data: Answer }).data;
  }
}

interface Answer {
  iceServers?: { username?: string; credential?: string }[];
}

async function post<T>(path: string, body: object, token?: string): Promise<T> {
  const response = await fetch(`${parley.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  expect(response.status, path).toBe(201);
  return (await response.json()) as T;
}

/** Makes allocations until the relay refuses one. Returns how many succeeded. */
async function takeAll(credentials: Credentials, held: TurnClient[]): Promise<number> {
  let taken = -1;
  let code = 0;
  while (code === 0) {
    taken += 1;
    const client = await TurnClient.open({ address: HOST, port });
    held.push(client);
    ({ code } = await client.allocate(credentials));
  }
  expect(code).toBe(486);
  return taken;
}

test('one account with many rooms cannot exhaust the relay', async () => {
  const [perName, inAll] = [setting('user-quota'), setting('total-quota')];
  const greedy = await Account.create('greedy');
  const modest = await Account.create('modest');
  const held: TurnClient[] = [];
  try {
    let taken = 0;
    for (let room = 0; room < 6; room += 1) {
      taken += await takeAll(await greedy.credentials('room'), held);
    }
    taken += await takeAll(await greedy.credentials('nowhere'), held);
    expect(taken).toBe(4 * perName);
    expect(taken).toBeLessThan(inAll / 8);

    const client = await TurnClient.open({ address: HOST, port });
    held.push(client);
    const { code } = await client.allocate(await modest.credentials('room'));
    expect(code).toBe(0);
  } finally {
    for (const client of held) client.close();
    greedy.close();
    modest.close();
  }
});

test('the quota of a user name covers the largest mesh, and the relay has a port for each allocation', () => {
  const peers = 9 - 1;
  const [transports, networks, whileRestarting] = [2, 2, 2];
  expect(setting('user-quota')).toBeGreaterThanOrEqual(
    peers * transports * networks * whileRestarting,
  );
  const ports = setting('max-port') - setting('min-port') + 1;
  expect(ports).toBeGreaterThanOrEqual(setting('total-quota'));
});
