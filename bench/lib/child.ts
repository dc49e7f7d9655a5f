import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Questions to a measured server over the IPC channel. */
type Question = 'cpu' | 'heap';

/** A server in a process of its own, so that its CPU and heap are its own. */
export class MeasuredServer<Ready> {
  private constructor(
    private readonly child: ChildProcess,
    readonly ready: Ready,
  ) {}

  static start<Ready>(file: string, ...args: string[]): Promise<MeasuredServer<Ready>> {
    return MeasuredServer.#fork(file, args, []);
  }

  /**
   * Starts a server that never compiles code: compiled code comes and goes on the heap by the
   * thousand kB, and would hide what a socket costs.
   */
  static startInterpreted<Ready>(file: string, ...args: string[]): Promise<MeasuredServer<Ready>> {
    return MeasuredServer.#fork(file, args, ['--no-opt', '--no-maglev', '--no-sparkplug']);
  }

  static async #fork<Ready>(
    file: string,
    args: string[],
    flags: string[],
  ): Promise<MeasuredServer<Ready>> {
    const child = fork(join(import.meta.dirname, '../servers', file), args, {
      execArgv: ['--expose-gc', ...flags, '--import', 'tsx'],
    });
    const [ready] = (await once(child, 'message')) as [Ready];
    return new MeasuredServer(child, ready);
  }

  /** CPU seconds so far, user and system. */
  cpu(): Promise<number> {
    return this.#ask('cpu');
  }

  /** Bytes on the heap after two garbage collections. */
  heap(): Promise<number> {
    return this.#ask('heap');
  }

  async #ask(question: Question): Promise<number> {
    const answer = once(this.child, 'message');
    this.child.send(question);
    return ((await answer) as [number])[0];
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.send('stop');
    await ended;
  }
}

/** Answers the questions of `MeasuredServer` in the server's process. */
export function serveUsage(ready: unknown, stop: () => Promise<void>): void {
  process.on('message', (message) => {
    if (message === 'stop') void stop().then(() => process.exit(0));
    if (message === 'cpu') {
      const { user, system } = process.cpuUsage();
      process.send?.((user + system) / 1e6);
    }
    if (message === 'heap') {
      globalThis.gc?.();
      globalThis.gc?.();
      process.send?.(process.memoryUsage().heapUsed);
    }
  });
  process.send?.(ready);
}
