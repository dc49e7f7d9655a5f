import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import type { NetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { atExit } from './at-exit';
import { CuttableProxy } from './cuttable-proxy';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where the database of an address listens: on a Unix socket or a port. */
function targetOf(uri: URL): NetConnectOpts {
  const host = decodeURIComponent(uri.hostname);
  return host.startsWith('/') ? { path: host } : { host, port: Number(uri.port || 27_017) };
}

/** Where a server runs, and how it and its people find each other. */
export interface Place {
  /** What starts a program there, before its own name; empty for here. */
  readonly launcher: readonly string[];
  /** Address that it listens on, and the name that people use. */
  readonly host: string;
  readonly name: string;
  /** Address of this process, for its way to the database. */
  readonly databaseHost: string;
}

const LOOPBACK: Place = {
  launcher: [],
  host: '127.0.0.1',
  name: 'localhost',
  databaseHost: '127.0.0.1',
};

/**
 * The built server as its own process, on a free port that it keeps over restarts, with a database
 * of its own behind a proxy that can be cut.
 */
export class ParleyServer {
  #child: ChildProcess | undefined;
  #port = 0;

  private constructor(
    readonly database: CuttableProxy,
    /** Of the database behind the proxy. */
    readonly databaseUri: string,
    private readonly dataDir: string,
    private readonly variables: Record<string, string>,
    private readonly place: Place,
  ) {}

  static async start(
    variables: Record<string, string> = {},
    place: Place = LOOPBACK,
  ): Promise<ParleyServer> {
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
    const uri = new URL(process.env['TEST_MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017');
    const database = await CuttableProxy.between(
      { port: 0, host: place.databaseHost },
      targetOf(uri),
    );
    uri.hostname = place.databaseHost;
    uri.port = String(database.port);
    uri.pathname = `/e2e_${randomBytes(6).toString('hex')}`;
    // The server that answers may name another address for itself.
    uri.searchParams.set('directConnection', 'true');
    const server = new ParleyServer(database, uri.href, dataDir, variables, place);
    await server.run();
    return server;
  }

  get url(): string {
    return `http://${this.place.name}:${this.#port}`;
  }

  /** Bytes of memory that the process holds (`VmRSS`; Linux only). */
  memory(): number {
    const status = readFileSync(`/proc/${this.#child?.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
  }

  /** Starts (again) and waits until it listens. */
  async run(): Promise<void> {
    const command = [
      ...this.place.launcher,
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
        HOST: this.place.host,
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
        const entry = JSON.parse(line) as { msg?: string; port?: number };
        if (entry.msg === 'listening' && entry.port !== undefined) resolve(entry.port);
      });
    });
  }

  /** Ends the process: `SIGTERM` as an operator does, `SIGKILL` as a crash does. */
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
