import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type Environment } from './config';

/** Keys that must never be logged or sent. */
export interface Secrets {
  /** HMAC key of access tokens (HS256), at least 256 bits. */
  readonly jwtSecret: string;
  /** HMAC key from which a refresh token's successor is derived. */
  readonly refreshSecret: string;
  /** HMAC key over passwords before bcrypt; losing it makes every password wrong. */
  readonly passwordPepper: string;
  /** Shared with coturn (`static-auth-secret`), or a fixed TURN password. */
  readonly turnSecret: string | undefined;
  readonly turnPassword: string | undefined;
}

type RequiredSecrets = Pick<Secrets, 'jwtSecret' | 'refreshSecret' | 'passwordPepper'>;

const REQUIRED = [
  ['JWT_SECRET', 'jwtSecret'],
  ['REFRESH_SECRET', 'refreshSecret'],
  ['PASSWORD_PEPPER', 'passwordPepper'],
] as const;

const MIN_LENGTH = 32;
const WELL_KNOWN = /change.?me|secret.?key|your.?secret|example|password|default|parley/i;

/** Why a secret cannot be used, or null where it can. */
export function weakness(secret: string): string | null {
  if (secret.length < MIN_LENGTH) return `is shorter than ${MIN_LENGTH} characters`;
  if (new Set(secret).size < 10) return 'repeats too few different characters';
  if (WELL_KNOWN.test(secret)) return 'looks like an example';
  return null;
}

/**
 * Secrets from the environment. In production a missing or weak one means no start (ASVS 13.3.1);
 * elsewhere missing ones are made once and kept in `DATA_DIR/secrets.json`, readable by the owner.
 * @throws {ConfigError} naming every secret that is missing or weak
 */
export function loadSecrets(env: Environment): Secrets {
  const production = env.NODE_ENV === 'production';
  const problems: string[] = [];
  const found: Partial<Record<keyof RequiredSecrets, string>> = {};
  for (const [variable, key] of REQUIRED) {
    const value = env[variable];
    if (value === undefined) {
      if (production) problems.push(`  ${variable}: is not set`);
      continue;
    }
    const weak = weakness(value);
    if (weak !== null) problems.push(`  ${variable}: ${weak}`);
    found[key] = value;
  }
  if (problems.length > 0) {
    throw new ConfigError(
      `These secrets are missing or weak:\n${problems.join('\n')}\nMake one with: openssl rand -base64 48`,
    );
  }
  const complete = REQUIRED.every(([, key]) => found[key] !== undefined);
  const kept = complete ? undefined : keptSecrets(env.DATA_DIR);
  return {
    // Complete by now: a production start without all of them has thrown above.
    ...({ ...kept, ...found } as RequiredSecrets),
    turnSecret: env.TURN_SECRET,
    turnPassword: env.TURN_PASSWORD,
  };
}

function keptSecrets(dataDir: string): RequiredSecrets {
  const file = join(dataDir, 'secrets.json');
  const made = Object.fromEntries(
    REQUIRED.map(([, key]) => [key, randomBytes(48).toString('base64url')]),
  ) as unknown as RequiredSecrets;
  mkdirSync(dataDir, { recursive: true });
  try {
    // `wx`: of two processes that start at once, only one writes, and both read the same secrets.
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return JSON.parse(readFileSync(file, 'utf8')) as RequiredSecrets;
  }
}
