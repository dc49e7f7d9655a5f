import { scrub } from './scrub';

/** In rising order of severity. docs/logging.md says what belongs to which level. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * The fields of a log line: ids, codes, numbers and `error`. The log drops values that are objects
 * and fields whose names suggest private data.
 */
export type LogFields = Readonly<Record<string, unknown>>;

type Write = (message: string, fields?: LogFields) => void;

/** Writes lines of one area, such as `ice` or `chat`. Messages are fixed texts: data go to fields. */
export type Log = Readonly<Record<LogLevel, Write>>;

export interface LogLimits {
  /** Lines at most. */
  readonly lines: number;
  /** Characters of all lines together at most. */
  readonly characters: number;
  /** Milliseconds after which a line is dropped. */
  readonly ageMs: number;
}

const LIMITS: LogLimits = { lines: 2_000, characters: 200_000, ageMs: 15 * 60_000 };

/** Longer values are cut, so that one line cannot push out many others. */
const LONGEST_VALUE = 300;

const PRIVATE_FIELD =
  /^(.*(password|token|secret|cookie|sdp|candidate|email|address|url|label|name)|text|body|ip|host)$/i;

interface Entry {
  readonly level: LogLevel;
  readonly line: string;
  readonly firstAt: number;
  lastAt: number;
  times: number;
}

/** The last lines of the log, in memory only. A line that repeats itself is kept once, counted. */
export class LogBuffer {
  readonly #limits: LogLimits;
  readonly #now: () => number;
  #entries: Entry[] = [];
  #characters = 0;

  /** @param now the current time in milliseconds since 1970 */
  constructor(limits: LogLimits = LIMITS, now: () => number = () => Date.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  write(level: LogLevel, area: string, message: string, fields: LogFields = {}): void {
    const now = this.#now();
    const line = [`${area}: ${scrub(message).slice(0, LONGEST_VALUE)}`, ...formatted(fields)].join(
      ' ',
    );
    const last = this.#entries.at(-1);
    if (last?.level === level && last.line === line) {
      last.lastAt = now;
      last.times += 1;
    } else {
      this.#entries.push({ level, line, firstAt: now, lastAt: now, times: 1 });
      this.#characters += line.length;
    }
    this.#trim(now);
  }

  /**
   * The lines in the order in which they were written, each with its time relative to `startedAt`
   * and as ISO 8601.
   *
   * @param startedAt milliseconds since 1970
   */
  lines(startedAt: number): string[] {
    this.#trim(this.#now());
    return this.#entries.map(({ level, line, firstAt, lastAt, times }) => {
      const seconds = ((firstAt - startedAt) / 1_000).toFixed(3);
      const repeated =
        times > 1 ? ` (${times} times, last at ${new Date(lastAt).toISOString()})` : '';
      return `+${seconds}s ${new Date(firstAt).toISOString()} ${level} ${line}${repeated}`;
    });
  }

  #trim(now: number): void {
    const { lines, characters, ageMs } = this.#limits;
    let dropped = 0;
    for (const { line, lastAt } of this.#entries) {
      const left = this.#entries.length - dropped;
      if (left <= lines && this.#characters <= characters && now - lastAt <= ageMs) break;
      this.#characters -= line.length;
      dropped += 1;
    }
    if (dropped > 0) this.#entries = this.#entries.slice(dropped);
  }
}

function formatted(fields: LogFields): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    if (value instanceof Error) return [`${name}=${quoted(describeError(value))}`];
    if (name === 'error') return [`${name}=${quoted(describeThrown(value))}`];
    if (PRIVATE_FIELD.test(name)) return [];
    if (typeof value === 'string') return [`${name}=${quoted(value)}`];
    const isPrimitive = typeof value === 'number' || typeof value === 'boolean' || value === null;
    return isPrimitive ? [`${name}=${value}`] : [];
  });
}

function describeError(error: Error): string {
  const { code } = error as { code?: unknown };
  const codeText = typeof code === 'string' ? ` ${code}` : '';
  return `${error.name}${codeText}: ${error.message}`;
}

/** Of what was thrown and is no `Error`: a string, or an object with a code as our acks carry. */
function describeThrown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { code } = value as { code?: unknown };
  return typeof code === 'string' ? code : Object.prototype.toString.call(value);
}

function quoted(text: string): string {
  const clean = scrub(text).slice(0, LONGEST_VALUE);
  return /^[\w.:-]+$/.test(clean) ? clean : `'${clean}'`;
}

const buffer = new LogBuffer();

/**
 * The log of one area of the client. Lines stay in the memory of this tab until the user copies
 * them; nothing is sent.
 */
export function createLog(area: string): Log {
  const at =
    (level: LogLevel): Write =>
    (message, fields) =>
      buffer.write(level, area, message, fields);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/**
 * The log of this tab as text.
 *
 * @param app the version of the application and the browser's `userAgent`
 */
export function logText(app: { version: string; userAgent: string }): string {
  const { timeOrigin } = performance;
  return [
    `Parley ${app.version} debug log`,
    `copied ${new Date().toISOString()}, page loaded ${new Date(timeOrigin).toISOString()}`,
    `browser ${app.userAgent}`,
    '',
    ...buffer.lines(timeOrigin),
    '',
  ].join('\n');
}
