import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { FaultyTcpProxy } from '../../backend/src/platform/testing/faulty-tcp-proxy';
import { atExit } from './at-exit';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where a server runs, and how it and its clients reach each other. */
export interface Location {
  /** Command prefix that starts a program there; empty for this machine. */
  readonly launcher: readonly string[];
  /** Address that the server listens on, and the host name in its URL. */
  readonly host: string;
  readonly name: string;
  /** Address of this process, where the proxy of the database listens. */
  readonly databaseHost: string;
}

/** A line of the server's log. */
export interface LogEntry {
  readonly msg?: string;
  readonly [field: string]: unknown;
}

const LOOPBACK: Location = {
  launcher: [],
  host: '127.0.0.1',
  name: 'localhost',
  databaseHost: '127.0.0.1',
};

/**
 * The built server as a process of its own, on a free port that it keeps over restarts, with a
 * database of its own behind a proxy that can fail.
 */
export class ParleyServer {
  /** What the server has logged, over all restarts. */
  readonly entries: LogEntry[] = [];
  #child: ChildProcess | undefined;
  #port = 0;

  private constructor(
    readonly database: FaultyTcpProxy,
    /** URI of the database behind the proxy. */
    readonly databaseUri: string,
    private readonly dataDir: string,
    private readonly variables: Record<string, string>,
    private readonly location: Location,
  ) {}

  static async start(
    variables: Record<string, string> = {},
    location: Location = LOOPBACK,
  ): Promise<ParleyServer> {
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
    const database = await FaultyTcpProxy.start(
      process.env['TEST_MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017',
      { host: location.databaseHost },
    );
    const uri = database.url;
    uri.pathname = `/e2e_${randomBytes(6).toString('hex')}`;
    // The database may announce another address than the proxy's.
    uri.searchParams.set('directConnection', 'true');
    const server = new ParleyServer(database, uri.href, dataDir, variables, location);
    await server.run();
    return server;
  }

  get url(): string {
    return `http://${this.location.name}:${this.#port}`;
  }

  /** Resident memory of the process in bytes (`VmRSS`; Linux only). */
  memory(): number {
    const status = readFileSync(`/proc/${this.#child?.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
  }

  /** What the server has logged with this message. */
  logged(message: string): readonly LogEntry[] {
    return this.entries.filter(({ msg }) => msg === message);
  }

  /** Starts or restarts the process and waits until it listens. */
  async run(): Promise<void> {
    const command = [
      ...this.location.launcher,
      process.execPath,
      join(ROOT, 'backend/dist/server.js'),
    ];
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      cwd: ROOT,
      env: {
        ...process.env,
        NODE_ENV: 'test',
        MONGODB_URI: this.databaseUri,
        DATA_DIR: this.dataDir,
        HOST: this.location.host,
        PORT: String(this.#port),
        BCRYPT_COST: '10',
        RATE_LIMIT_FACTOR: '100',
        ...this.variables,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    child.once(
      'exit',
      atExit(() => child.kill('SIGKILL')),
    );
    this.#port = await new Promise<number>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const entry = JSON.parse(line) as LogEntry & { port?: number };
        this.entries.push(entry);
        if (entry.msg === 'listening' && entry.port !== undefined) resolve(entry.port);
      });
    });
  }

  /** Ends the process: `SIGTERM` like an operator, `SIGKILL` like a crash. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await this.database.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
