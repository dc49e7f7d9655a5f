import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A road to a database on this machine that can fail in the ways in which networks fail. */
export interface FaultyTcpProxy {
  /** The address of the same database by this road. */
  readonly uri: string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Connections stay, and new ones are made, but nothing passes either way. */
  freeze(): void;
  /** Requests pass, answers do not. */
  swallowAnswers(): void;
  mend(): void;
  close(): void;
}

type State = 'open' | 'cut' | 'frozen' | 'one-way';

/**
 * @param target of the database, a port or a Unix socket, with its name. The road begins at a
 *   loopback port either way, because the driver takes faults of a Unix socket in another way.
 */
export async function createFaultyTcpProxy(target: URL): Promise<FaultyTcpProxy> {
  const host = decodeURIComponent(target.hostname);
  const database = host.startsWith('/')
    ? { path: host }
    : { host, port: Number(target.port || 27_017) };
  const ends = new Set<Socket>();
  let state: State = 'open';

  const server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = connect(database);
    const passes = (from: Socket) => state === 'open' || (state === 'one-way' && from === near);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from);
      from
        .on('data', (chunk) => passes(from) && to.write(chunk))
        .on('error', () => undefined)
        .on('close', () => {
          ends.delete(from);
          to.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const uri = new URL(target);
  uri.hostname = '127.0.0.1';
  uri.port = String((server.address() as AddressInfo).port);
  const breakAll = () => ends.forEach((end) => end.destroy());
  return {
    uri: uri.href,
    cut() {
      state = 'cut';
      breakAll();
    },
    freeze: () => void (state = 'frozen'),
    swallowAnswers: () => void (state = 'one-way'),
    mend() {
      // What was lost on the way stays lost: the streams would be out of step.
      if (state !== 'cut') breakAll();
      state = 'open';
    },
    close() {
      breakAll();
      server.close();
    },
  };
}
