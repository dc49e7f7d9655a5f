import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type Environment } from './config';

/** Keys that must never be logged or sent. */
export interface Secrets {
  /** HMAC key of access tokens (HS256), at least 256 bits. */
  readonly jwtSecret: string;
  /** HMAC key that derives the successor of a refresh token. */
  readonly refreshSecret: string;
  /** HMAC key that is applied to passwords before bcrypt. Without it, every password is wrong. */
  readonly passwordPepper: string;
  /** Shared with coturn (`static-auth-secret`); alternatively there is a fixed password. */
  readonly turnSecret: string | undefined;
  readonly turnPassword: string | undefined;
  /** Authenticates this server at the sign-in provider. The provider chooses it. */
  readonly openidClientSecret: string | undefined;
  /** Signs the requests to WEBHOOK_URL; the receiver knows it too. */
  readonly webhookSecret: string | undefined;
  /** Signs tokens for the SFU. `npm start` or the operator chooses it. */
  readonly sfuSecret: string | undefined;
}

type RequiredSecrets = Pick<Secrets, 'jwtSecret' | 'refreshSecret' | 'passwordPepper'>;

const REQUIRED = [
  ['JWT_SECRET', 'jwtSecret'],
  ['REFRESH_SECRET', 'refreshSecret'],
  ['PASSWORD_PEPPER', 'passwordPepper'],
] as const;

const MIN_LENGTH = 32;
const WELL_KNOWN = /change.?me|secret.?key|your.?secret|example|password|default|parley/i;

/** Returns why a secret is too weak, or null for a good one. */
export function weakness(secret: string): string | null {
  if (secret.length < MIN_LENGTH) return `is shorter than ${MIN_LENGTH} characters`;
  if (new Set(secret).size < 10) return 'repeats too few different characters';
  if (repeatsItself(secret)) return 'repeats itself';
  if (countsOn(secret)) return 'is a series of neighbouring characters';
  if (WELL_KNOWN.test(secret)) return 'looks like an example';
  return null;
}

/** Whether many groups of three characters repeat; in random text hardly any do. */
function repeatsItself(secret: string): boolean {
  const count = secret.length - 2;
  const groups = Array.from({ length: count }, (_, index) => secret.slice(index, index + 3));
  return new Set(groups).size < count * 0.7;
}

/** Whether most characters are neighbours in the alphabet (`abcdef`, `987654`). */
function countsOn(secret: string): boolean {
  const codes = Array.from(secret, (character) => character.charCodeAt(0));
  const steps = codes.slice(1).filter((code, index) => Math.abs(code - (codes[index] ?? 0)) === 1);
  return steps.length > (codes.length * 2) / 3;
}

/** Returns a line for each secret that is weak or equal to another one. */
function problemsOf(given: ReadonlyMap<string, string>): string[] {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const [variable, value] of given) {
    const same = seen.get(value);
    const weak = same === undefined ? weakness(value) : `is the same as ${same}`;
    if (weak !== null) problems.push(`  ${variable}: ${weak}`);
    seen.set(value, variable);
  }
  return problems;
}

/** Checked only if they are set, and only in production. */
const OF_SERVICES = [
  'TURN_SECRET',
  'TURN_PASSWORD',
  'LIVEKIT_API_SECRET',
  'WEBHOOK_SECRET',
] as const;

/**
 * Loads the secrets from the environment. In production the server does not start if one is missing,
 * weak or used twice (ASVS 13.3.1). Otherwise missing secrets are created once and stored in
 * `DATA_DIR/secrets.json`, which only the owner can read.
 * @throws {ConfigError} with every secret that is missing, weak or used twice
 */
export function loadSecrets(env: Environment): Secrets {
  const production = env.NODE_ENV === 'production';
  const problems: string[] = [];
  const given = new Map<string, string>();
  const found: Partial<Record<keyof RequiredSecrets, string>> = {};
  for (const [variable, key] of REQUIRED) {
    const value = env[variable];
    if (value !== undefined) {
      given.set(variable, value);
      found[key] = value;
    } else if (production) problems.push(`  ${variable}: is not set`);
  }
  for (const variable of production ? OF_SERVICES : []) {
    const value = env[variable];
    if (value !== undefined) given.set(variable, value);
  }
  problems.push(...problemsOf(given));
  if (problems.length > 0) {
    throw new ConfigError(
      `These secrets are missing, weak or used twice:\n${problems.join('\n')}\nMake each with: openssl rand -base64 48`,
    );
  }
  const complete = REQUIRED.every(([, key]) => found[key] !== undefined);
  const stored = complete ? undefined : storedSecrets(env.DATA_DIR);
  return {
    // Complete: a start in production without all of them has thrown above.
    ...({ ...stored, ...found } as RequiredSecrets),
    turnSecret: env.TURN_SECRET,
    turnPassword: env.TURN_PASSWORD,
    openidClientSecret: env.OIDC_CLIENT_SECRET,
    sfuSecret: env.LIVEKIT_API_SECRET,
    webhookSecret: env.WEBHOOK_SECRET,
  };
}

function storedSecrets(dataDir: string): RequiredSecrets {
  const file = join(dataDir, 'secrets.json');
  const made = Object.fromEntries(
    REQUIRED.map(([, key]) => [key, randomBytes(48).toString('base64url')]),
  ) as unknown as RequiredSecrets;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    // With `wx`, only one of two processes that start together writes, and both use its secrets.
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return JSON.parse(readFileSync(file, 'utf8')) as RequiredSecrets;
  }
}
