import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noProgram } from '../../../scripts/lib/network-means.mjs';
import { atExit } from '../../support/at-exit';

const START = join(import.meta.dirname, '../../../deploy/coturn/start.sh');

const program = (): string => process.env['TURNSERVER_PATH'] ?? 'turnserver';

/** Why this machine cannot run coturn, or null if it can. */
export function whyNoCoturn(): string | null {
  try {
    execFileSync(program(), ['--version'], { stdio: 'pipe' });
    return null;
  } catch {
    return noProgram('turnserver');
  }
}

export const TURN_SECRET = 'browser-tests-only-0123456789-abcdefghij';

/** coturn with the configuration that Parley ships, in a network namespace or on this machine. */
export class Coturn {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
  ) {}

  /** @param options `more`: additional options for coturn */
  static async start(options: {
    namespace?: string;
    address: string;
    port: number;
    more?: string[];
  }): Promise<Coturn> {
    const { namespace, address, port, more = [] } = options;
    const directory = mkdtempSync(join(tmpdir(), 'parley-coturn-'));
    const enter = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace];
    const [command = '', ...args] = [
      ...enter,
      'sh',
      START,
      `--listening-port=${port}`,
      `--listening-ip=${address}`,
      `--relay-ip=${address}`,
      '--realm=parley.test',
      `--pidfile=${join(directory, 'pid')}`,
      ...more,
    ];
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: directory,
      env: { ...process.env, TURN_SECRET, TURNSERVER_PATH: program(), TMPDIR: directory },
    });
    child.once(
      'exit',
      atExit(() => child.kill('SIGKILL')),
    );
    await new Promise<void>((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        // coturn prints this when all its threads serve.
        if (/Total General servers/.test(output)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`coturn ended with ${code}: ${output}`)));
    });
    return new Coturn(child, directory);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}
