import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { io, type Socket } from 'socket.io-client';
import type { JoinAck } from '@parley/shared/meetings';
import type { Result } from '@parley/shared/result';
import type { SfuAccess } from '@parley/shared/media-route';
import { findParticipants } from '../../tools/livekit/program.mjs';

interface Started {
  gen: number;
  to: 'mesh' | 'sfu';
  access?: SfuAccess;
}

const MEDIA = { microphone: true, camera: true, screen: false, hand: false };

export interface CrowdOptions {
  /** Of Parley, and of LiveKit's signaling. */
  readonly url: string;
  readonly sfuUrl: string;
  /** Additional arguments of the program `participants`. */
  readonly load: readonly string[];
}

/**
 * Participants that need no browser: their sockets take part in the meeting, and one process of the Go
 * program `participants` sends their media to LiveKit. They show nothing, so they confirm each step of
 * a move when they are connected.
 */
export class SfuCrowd {
  readonly #sockets: Socket[] = [];
  readonly #connecting = new Map<string, () => void>();
  #tokens = 0;

  private constructor(
    private readonly options: CrowdOptions,
    private readonly child: ChildProcess,
  ) {
    if (child.stdout === null) throw new Error('the participants have no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id, event } = JSON.parse(line) as { id: string; event: string };
      if (event === 'connected') this.#connecting.get(id)?.();
    });
  }

  /** @throws if LiveKit was not built here */
  static start(options: CrowdOptions): SfuCrowd {
    const program = findParticipants(process.env);
    if (program === undefined) throw new Error('LiveKit and its participants are not built yet');
    const child = spawn(program, ['load', '-url', options.sfuUrl, ...options.load], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return new SfuCrowd(options, child);
  }

  get size(): number {
    return this.#sockets.length;
  }

  /** One more participant, called `Guest 1`, `Guest 2` and so on. */
  async join(code: string): Promise<void> {
    const displayName = `Guest ${this.size + 1}`;
    const answer = await fetch(new URL('/api/auth/register', this.options.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        email: `${randomUUID()}@example.org`,
        displayName,
        password: 'a long walk by the sea',
      }),
    });
    const { accessToken: token } = (await answer.json()) as { accessToken: string };
    const socket = io(this.options.url, {
      transports: ['websocket'],
      auth: { token },
      forceNew: true,
    });
    this.#sockets.push(socket);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const confirm = (gen: number, step: string) => socket.emit('move:confirm', { gen, step });
    const isThere = new Map<number, Promise<void>>();
    socket.on('move:started', ({ gen, access }: Started) => {
      if (!access) return;
      isThere.set(gen, this.#connect(access.token));
      void isThere.get(gen)?.then(() => confirm(gen, 'proved'));
    });
    socket.on('move:switched', ({ gen }: Pick<Started, 'gen'>) => {
      void isThere.get(gen)?.then(() => confirm(gen, 'switched'));
    });
    const joined = (await socket.emitWithAck('meeting:join', {
      code,
      instanceId: randomUUID().replaceAll('-', ''),
      media: MEDIA,
    })) as Result<JoinAck>;
    if (!joined.ok) throw new Error(`could not join: ${JSON.stringify(joined.error)}`);
    const route = joined.data?.route;
    if (route?.access) {
      await this.#connect(route.access.token);
      confirm(route.gen, 'switched');
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.disconnect();
    const ended = once(this.child, 'exit');
    this.child.stdin?.end();
    await ended;
  }

  #connect(token: string): Promise<void> {
    this.#tokens += 1;
    const id = `p${this.#tokens}`;
    const connected = new Promise<void>((resolve) => this.#connecting.set(id, resolve));
    this.child.stdin?.write(`${JSON.stringify({ id, token })}\n`);
    return connected;
  }
}
