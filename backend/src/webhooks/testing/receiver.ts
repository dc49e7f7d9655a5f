import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request that a receiver got. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly path: string;
}

/** Answers a request, or does something worse. */
export type Behaviour = (response: ServerResponse, request: Received) => void;

export const accept: Behaviour = (response) => void response.writeHead(200).end('ok');

/** A real HTTP server that receives webhooks, and behaves as a test wants. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly requests: Received[];
  /** How it answers from now on. */
  behave(behaviour: Behaviour): void;
  /** Resolves when it has got this many requests. */
  got(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a {@link Receiver} on a free port. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const requests: Received[] = [];
  const waiters = new Set<() => void>();
  const sockets = new Set<Socket>();
  let behaviour = accept;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const received = { headers: request.headers, body, path: request.url ?? '' };
      requests.push(received);
      behaviour(response, received);
      for (const wake of waiters) wake();
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}/hook`,
    port: actual,
    requests,
    behave: (next) => void (behaviour = next),
    got: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (requests.length < count) return;
          waiters.delete(check);
          resolve();
        };
        waiters.add(check);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
