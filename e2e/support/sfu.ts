import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { accepts, freePort } from '../../scripts/lib/ports.mjs';
import { configurationOf } from '../../tools/livekit/configuration.mjs';
import { buildProgram, findProgram } from '../../tools/livekit/program.mjs';
import { atExit } from './at-exit';

/** Where LiveKit runs, and at which address servers and clients reach it. */
export interface SfuLocation {
  /** Command prefix that starts a program there; empty for this machine. */
  readonly launcher: readonly string[];
  readonly address: string;
}

const LOOPBACK: SfuLocation = { launcher: [], address: '127.0.0.1' };
const LOOK_MS = 50;

/** A real LiveKit, which is built once if necessary, and which a test can kill and start again. */
export class TestSfu {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly program: string,
    private readonly location: SfuLocation,
    /** The ports of the media of all clients. */
    readonly ports: { readonly http: number; readonly udp: number; readonly tcp: number },
  ) {}

  /** @throws if LiveKit can neither be found nor built here */
  static async start(location: SfuLocation = LOOPBACK): Promise<TestSfu> {
    const program =
      findProgram(process.env) ??
      (await buildProgram(process.env, () => console.log('Building LiveKit (once, about 3 min).')));
    if (program === undefined) throw new Error('LiveKit needs Go 1.21 or later');
    const [http, udp, tcp] = [await freePort(), await freePort(), await freePort()];
    const sfu = new TestSfu(program, location, { http, udp, tcp });
    await sfu.run();
    return sfu;
  }

  /** With which Parley finds it. */
  get variables(): Record<string, string> {
    return {
      SFU: 'on',
      LIVEKIT_URL: `http://${this.location.address}:${this.ports.http}`,
      LIVEKIT_API_KEY: KEY,
      LIVEKIT_API_SECRET: SECRET,
    };
  }

  /** Starts it, or starts it again, and waits until it listens. */
  async run(): Promise<void> {
    const { launcher, address } = this.location;
    const [command, ...args] = [...launcher, this.program];
    const settings = {
      port: this.ports.http,
      udpPort: this.ports.udp,
      tcpPort: this.ports.tcp,
      nodeIp: address,
      isOwnAddress: true,
      stunServers: [],
      key: KEY,
      secret: SECRET,
      webhookUrl: undefined,
    };
    const shipped = JSON.parse(configurationOf(settings)) as object;
    const LIVEKIT_CONFIG = JSON.stringify({ ...shipped, bind_addresses: [address] });
    const child = spawn(command, args, {
      env: { ...process.env, LIVEKIT_CONFIG },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    this.#child = child;
    child.once(
      'exit',
      atExit(() => child.kill('SIGKILL')),
    );
    while (!(await accepts({ port: this.ports.http, host: address }))) {
      if (child.exitCode !== null) throw new Error(`LiveKit ended with ${child.exitCode}`);
      await sleep(LOOK_MS);
    }
  }

  /** Ends LiveKit as a crash would. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

const KEY = 'parley';
const SECRET = 'browser-tests-only-0123456789-abcdefghij-K';
