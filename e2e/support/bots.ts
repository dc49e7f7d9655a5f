import { randomUUID } from 'node:crypto';
import type { JoinAck } from '@parley/shared/meetings';
import type { MediaState } from '@parley/shared/participants';
import type { Result } from '@parley/shared/result';
import type { EventName, EventPayload } from '@parley/shared/socket-events';
import { io, type Socket } from 'socket.io-client';

/** A guest in a meeting who has a socket and no media: cheap enough to fill a room. */
export class Bot {
  private constructor(
    readonly name: string,
    readonly socket: Socket,
  ) {}

  /** Joins a room by its link, with everything off. */
  static async join(link: string, name: string): Promise<Bot> {
    const { origin, pathname } = new URL(link);
    const code = pathname.split('/').at(-1) ?? '';
    const answer = await fetch(`${origin}/api/rooms/${code}/guests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ displayName: name }),
    });
    if (!answer.ok) throw new Error(`${name} is no guest: ${await answer.text()}`);
    const { accessToken } = (await answer.json()) as { accessToken: string };
    const auth = { token: accessToken };
    const bot = new Bot(name, io(origin, { transports: ['websocket'], auth, forceNew: true }));
    const media: MediaState = { microphone: false, camera: false, screen: false, hand: false };
    await bot.ask<JoinAck>('meeting:join', { code, instanceId: randomUUID(), media });
    return bot;
  }

  /** @returns the data of the ack @throws if it is an error */
  async ask<T>(command: string, payload: object): Promise<T> {
    const sent = this.socket.timeout(15_000).emitWithAck(command, payload);
    const result = (await sent) as Result<T>;
    if (!result.ok) throw new Error(`${this.name}, ${command}: ${result.error.code}`);
    return result.data;
  }

  /** The next event with this name. */
  next<E extends EventName>(event: E): Promise<EventPayload<E>> {
    return new Promise((resolve) => {
      (
        this.socket as { once(name: string, listener: (payload: EventPayload<E>) => void): void }
      ).once(event, resolve);
    });
  }

  update(change: Partial<MediaState>): Promise<unknown> {
    return this.ask('participant:update', change);
  }

  leave(): void {
    this.socket.disconnect();
  }
}

/**
 * So many bots that the meeting has moved to the SFU, which a mesh of more than nine needs. The first
 * three confirm the move without media; `MESH_LIMIT` must be 2.
 */
export async function fillRoom(link: string, names: readonly string[]): Promise<Bot[]> {
  const first = [await Bot.join(link, names[0] ?? ''), await Bot.join(link, names[1] ?? '')];
  const started = first.map((bot) => bot.next('move:started'));
  const third = await Bot.join(link, names[2] ?? '');
  const [move] = await Promise.all(started);
  const gen = move?.gen ?? 0;
  const three = [...first, third];
  for (const step of ['proved', 'switched'] as const) {
    for (const bot of three) await bot.ask('move:confirm', { gen, step });
  }
  const rest: Bot[] = [];
  for (const name of names.slice(3)) rest.push(await Bot.join(link, name));
  return [...three, ...rest];
}
