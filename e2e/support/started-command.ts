import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { atExit } from './at-exit';

const ROOT = join(import.meta.dirname, '..', '..');

/** `npm start` with flags, as users run it, on a free port and with a database of its own. */
export class StartedCommand {
  private constructor(
    readonly dataDir: string,
    /** The lines that it has printed so far. */
    readonly lines: readonly string[],
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Resolves when the command has printed its address. */
  static async run(flags: readonly string[]): Promise<StartedCommand> {
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-start-'));
    const database = new URL(process.env['TEST_MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017');
    database.pathname = `/e2e_${randomBytes(6).toString('hex')}`;
    const child = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs'), ...flags], {
      cwd: ROOT,
      env: {
        ...process.env,
        NODE_ENV: 'test',
        MONGODB_URI: database.href,
        DATA_DIR: dataDir,
        HOST: '0.0.0.0',
        PORT: '0',
        BCRYPT_COST: '10',
        RATE_LIMIT_FACTOR: '100',
        // LiveKit has tests of its own, and the first build takes minutes.
        SFU: 'off',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.once(
      'exit',
      atExit(() => child.kill('SIGTERM')),
    );
    const lines: string[] = [];
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) =>
        reject(new Error(`npm start ended with ${code}: ${lines.join(' ')}`)),
      );
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line);
        const address = /Parley is running at (\S+)/.exec(line)?.[1];
        if (address !== undefined) resolve(address);
      });
    });
    return new StartedCommand(dataDir, lines, url, child);
  }

  /** Stops the command as Ctrl-C does and resolves with the exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.dataDir, { recursive: true, force: true });
    return this.child.exitCode;
  }
}
