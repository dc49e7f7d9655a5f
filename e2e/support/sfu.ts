import { spawnSync } from 'node:child_process';
import { freePort } from '../../scripts/lib/ports.mjs';
import { startSfu } from '../../tools/livekit/index.mjs';

/** A real LiveKit, which is built once if necessary. */
export class TestSfu {
  private constructor(
    readonly variables: Record<string, string>,
    readonly stop: () => Promise<void>,
  ) {}

  /** Ends LiveKit as a crash would; it is started again. */
  kill(): void {
    const found = spawnSync('pkill', ['-KILL', '-f', 'livekit/server-.*/server$']);
    if (found.status !== 0) throw new Error('no LiveKit runs');
  }

  static async start(): Promise<TestSfu> {
    const ports = [await freePort(), await freePort()];
    const env = {
      ...process.env,
      SFU: 'on',
      SFU_NODE_IP: '127.0.0.1',
      SFU_UDP_PORT: String(ports[0]),
      SFU_TCP_PORT: String(ports[1]),
    };
    const { variables, stop } = await startSfu({ env, log: (line) => console.log(line) });
    return new TestSfu({ SFU: 'on', ...variables }, stop);
  }
}
