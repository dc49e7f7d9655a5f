import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What every measured server answers to, over the IPC channel. */
export interface Usage {
  /** Seconds of CPU, user and system. */
  cpu: number;
  /** Bytes on the heap after two collections. */
  heap: number;
}

/** A server in a process of its own, so that its CPU and heap are its own. */
export class MeasuredServer<Ready> {
  private constructor(
    private readonly child: ChildProcess,
    readonly ready: Ready,
  ) {}

  static async start<Ready>(file: string, ...args: string[]): Promise<MeasuredServer<Ready>> {
    const child = fork(join(import.meta.dirname, '../servers', file), args, {
      execArgv: ['--expose-gc', '--import', 'tsx'],
    });
    const [ready] = (await once(child, 'message')) as [Ready];
    return new MeasuredServer(child, ready);
  }

  async usage(): Promise<Usage> {
    const answer = once(this.child, 'message');
    this.child.send('usage');
    return ((await answer) as [Usage])[0];
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.send('stop');
    await ended;
  }
}

/** The other end, in the server's process. */
export function serveUsage<Ready>(ready: Ready, stop: () => Promise<void>): void {
  process.on('message', (message) => {
    if (message === 'stop') void stop().then(() => process.exit(0));
    if (message !== 'usage') return;
    const { user, system } = process.cpuUsage();
    globalThis.gc?.();
    globalThis.gc?.();
    process.send?.({ cpu: (user + system) / 1e6, heap: process.memoryUsage().heapUsed });
  });
  process.send?.(ready);
}
