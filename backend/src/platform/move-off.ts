import type { Scheduler } from './scheduler';

export interface MoveOffOptions {
  /** The ids of the open sockets. */
  readonly sockets: readonly string[];
  /** Sockets with the same group go at the same moment; undefined for a socket that goes alone. */
  groupOf(socketId: string): string | undefined;
  /** Called once before a group goes, for what must be stored by then. Never rejects. */
  prepare(group: string): Promise<unknown>;
  /** Ends the connection of a socket; its client connects again by itself. */
  close(socketId: string): void;
  readonly scheduler: Pick<Scheduler, 'setTimer'>;
}

/** The joins that a server takes in a second without getting slow. */
const SOCKETS_PER_SECOND = 100;
/** Leaves the rest of ten seconds to the end of the process. */
const LONGEST_MS = 4_000;

/**
 * Closes all sockets in waves before the server stops, so that their clients do not all come back in
 * the same moment. The participants of a meeting go together: they do not see each other reconnect,
 * and no meeting is on two servers. A few sockets go within a blink, and none take no time.
 * @returns when the last socket is closed
 */
export async function moveOff(options: MoveOffOptions): Promise<void> {
  const { sockets, scheduler } = options;
  const lasts = Math.min(LONGEST_MS, (1_000 * (sockets.length - 1)) / SOCKETS_PER_SECOND);
  let gone = 0;
  const waves = [...groups(options)].map(([group, ids]) => {
    const at = sockets.length > 1 ? (lasts * gone) / (sockets.length - 1) : 0;
    gone += ids.length;
    return new Promise<void>((resolve) => {
      const go = async () => {
        if (group !== undefined) await options.prepare(group);
        for (const id of ids) options.close(id);
        resolve();
      };
      if (at === 0) void go();
      else scheduler.setTimer(at, go);
    });
  });
  await Promise.all(waves);
}

function* groups({ sockets, groupOf }: MoveOffOptions): Iterable<[string | undefined, string[]]> {
  const together = new Map<string, string[]>();
  for (const id of sockets) {
    const group = groupOf(id);
    if (group === undefined) yield [undefined, [id]];
    else together.set(group, [...(together.get(group) ?? []), id]);
  }
  yield* together;
}
