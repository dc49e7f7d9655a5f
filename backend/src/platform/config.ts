import { z } from 'zod';
import { webhookUrlSchema } from '@parley/shared/webhooks';
import { MAX_MESH_CAPACITY, MAX_ROOM_CAPACITY } from '@parley/shared/rooms';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );

const integer = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/**
 * Every variable that the server reads. `.env.example` documents the same ones, and a test compares the
 * two. Secrets are optional here, because `secrets.ts` decides when they must be set.
 */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: integer(3000, 0, 65_535),
  HOST: z.string().min(1).default('0.0.0.0'),
  DATA_DIR: z.string().min(1).default('.data'),
  MONGODB_URI: z.string().min(1).default('mongodb://127.0.0.1:27017/parley'),
  PUBLIC_URL: z.url().optional(),
  ALLOWED_ORIGINS: list,
  TRUST_PROXY: integer(0, 0, 10),
  TLS_CERT_FILE: z.string().min(1).optional(),
  TLS_KEY_FILE: z.string().min(1).optional(),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  JWT_SECRET: z.string().optional(),
  REFRESH_SECRET: z.string().optional(),
  PASSWORD_PEPPER: z.string().optional(),
  BCRYPT_COST: integer(12, 10, 15),
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).max(40).default('your organisation'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^\s/]/, 'must begin with smtp:// or smtps://')
    .refine(URL.canParse, 'must be a URL')
    .optional(),
  MAIL_FROM: z.string().min(3).optional(),
  EMAIL_VERIFICATION: z.enum(['off', 'optional', 'required']).default('optional'),
  GUESTS: z.enum(['on', 'off']).default('on'),
  MESH_LIMIT: integer(4, 2, MAX_MESH_CAPACITY),
  SFU: z.enum(['on', 'off']).default('on'),
  ROOM_LIMIT: integer(50, 2, MAX_ROOM_CAPACITY),
  LIVEKIT_URL: z.url({ protocol: /^https?$/ }).optional(),
  LIVEKIT_API_KEY: z.string().min(1).optional(),
  LIVEKIT_API_SECRET: z.string().min(1).optional(),
  // `npm start` reads these three, for the SFU that it runs.
  SFU_NODE_IP: z.string().min(1).optional(),
  SFU_UDP_PORT: integer(7882, 1, 65_535),
  SFU_TCP_PORT: integer(7881, 1, 65_535),
  SEAT_LEASE_SECONDS: integer(60, 1, 600),
  CRASH_LEASE_SECONDS: integer(12, 1, 600),
  LOBBY_PRECONNECT: z.stringbool().default(true),
  STUN_URLS: list,
  TURN_URLS: list,
  TURN_SECRET: z.string().optional(),
  TURN_USERNAME: z.string().optional(),
  TURN_PASSWORD: z.string().optional(),
  TURN_LIFETIME_SECONDS: integer(600, 10, 86_400),
  WEBHOOK_URL: webhookUrlSchema.optional(),
  WEBHOOK_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  WEBHOOK_ALLOW_PRIVATE: z.enum(['on', 'off']).default('off'),
  RATE_LIMIT_FACTOR: z.coerce.number().min(0.1).max(10_000).default(1),
  STORAGE_LIMIT_FACTOR: z.coerce.number().min(0.001).max(10_000).default(1),
});

/** Adds the rules between several variables. */
const wholeEnvironmentSchema = environmentSchema.superRefine((env, context) => {
  for (const message of issuerProblems(env)) {
    context.addIssue({ code: 'custom', path: ['OIDC_ISSUER'], message });
  }
  const require = (
    name: 'SMTP_URL' | 'MAIL_FROM' | 'PUBLIC_URL' | 'WEBHOOK_SECRET',
    because: string,
  ) => {
    if (env[name] !== undefined) return;
    const message = `must be set where ${because}`;
    context.addIssue({ code: 'custom', path: [name], message });
  };
  if (env.SMTP_URL !== undefined) {
    require('MAIL_FROM', 'SMTP_URL is');
    require('PUBLIC_URL', 'SMTP_URL is, for the links in emails');
  }
  if (env.WEBHOOK_URL !== undefined) require('WEBHOOK_SECRET', 'WEBHOOK_URL is');
  if (env.EMAIL_VERIFICATION === 'required') require('SMTP_URL', 'EMAIL_VERIFICATION is required');
  if (env.SFU === 'on' && env.LIVEKIT_URL !== undefined) {
    for (const name of ['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'] as const) {
      if (env[name] !== undefined) continue;
      const message = 'must be set where LIVEKIT_URL is';
      context.addIssue({ code: 'custom', path: [name], message });
    }
  }
  const { TLS_CERT_FILE: cert, TLS_KEY_FILE: key } = env;
  if ((cert === undefined) === (key === undefined)) return;
  const [missing, present] =
    cert === undefined ? ['TLS_CERT_FILE', 'TLS_KEY_FILE'] : ['TLS_KEY_FILE', 'TLS_CERT_FILE'];
  const message = `must be set where ${present} is`;
  context.addIssue({ code: 'custom', path: [missing], message });
});

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The provider says who somebody is, so nobody on the way may change its answers. */
function issuerProblems({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: id }: EnvironmentInput): string[] {
  if (issuer === undefined) {
    return id === undefined ? [] : ['must be set where OIDC_CLIENT_ID is'];
  }
  const { protocol, hostname } = new URL(issuer);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  return [
    ...(isSafe ? [] : ['must be an https: address; http: is possible on this machine only']),
    ...(id === undefined ? ['needs OIDC_CLIENT_ID'] : []),
  ];
}

type EnvironmentInput = z.infer<typeof environmentSchema>;

export type Environment = z.infer<typeof environmentSchema>;

/** The configuration of the server without its secrets. It is read once and never changes. */
export interface Config {
  readonly mode: 'development' | 'production' | 'test';
  readonly http: {
    readonly port: number;
    readonly host: string;
    /** Further origins whose web pages may open sockets and use the refresh cookie. */
    readonly allowedOrigins: readonly string[];
    /** Number of proxies in front whose `X-Forwarded-*` headers are trusted. */
    readonly trustProxy: number;
    /** Certificate and key, if the server itself uses HTTPS. */
    readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  };
  /** Where the server offers its metrics; undefined if it does not. */
  readonly metrics: { readonly port: number; readonly host: string } | undefined;
  readonly dataDir: string;
  readonly databaseUri: string;
  readonly auth: { readonly accessTokenSeconds: number; readonly bcryptCost: number };
  /** The sign-in provider (OpenID Connect), if there is one. Its secret is in `Secrets`. */
  readonly openid:
    | { readonly issuer: string; readonly clientId: string; readonly name: string }
    | undefined;
  /** How emails are sent; undefined if the server sends none. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined;
  /** The address that users open, for links; undefined if it is not known. */
  readonly publicUrl: string | undefined;
  /** Whether accounts must prove their email address, are asked to, or neither. */
  readonly emailVerification: Environment['EMAIL_VERIFICATION'];
  readonly rooms: {
    /** The largest meeting that stays in a mesh. */
    readonly meshLimit: number;
    /** The largest room while there is an SFU. */
    readonly limit: number;
  };
  /** The SFU, whether it answers or not; undefined if there is none. Its secret is in `Secrets`. */
  readonly sfu: { readonly url: string; readonly key: string } | undefined;
  /** Whether people without an account may join, where the room allows it. */
  readonly guests: boolean;
  /** Whether clients in the lobby may preconnect, which reveals their addresses to peers. */
  readonly lobbyPreconnect: boolean;
  readonly seatLeaseSeconds: number;
  /** The seat lease after the browser closed the connection; at most `seatLeaseSeconds`. */
  readonly crashLeaseSeconds: number;
  readonly ice: {
    readonly stunUrls: readonly string[];
    readonly turnUrls: readonly string[];
    readonly turnUsername: string | undefined;
    /** How long credentials made with `TURN_SECRET` may create allocations. */
    readonly turnLifetimeSeconds: number;
  };
  readonly webhooks: {
    /** Hears about all rooms; undefined if the operator wants none. Its secret is in `Secrets`. */
    readonly serverWideUrl: string | undefined;
    /** Whether receivers may be in private networks. */
    readonly allowPrivate: boolean;
  };
  /** Multiplies every rate limit, for many users behind one address. */
  readonly rateLimitFactor: number;
  /** Multiplies what users and meetings may store. */
  readonly storageLimitFactor: number;
  readonly logLevel: Environment['LOG_LEVEL'];
}

/**
 * Finds settings that are probably a mistake. In production they are errors.
 * @returns sentences for the operator
 */
export function configDoubts({ PUBLIC_URL: url, TRUST_PROXY: hops, ...env }: Environment) {
  if (url === undefined || !url.startsWith('https:') || hops > 0) return [];
  if (tlsFiles(env) !== undefined) return [];
  return [
    'PUBLIC_URL is HTTPS, but neither TRUST_PROXY nor TLS_CERT_FILE is set: the sign-in cookie is not protected, and all users count as one address. Set TRUST_PROXY to the number of reverse proxies in front',
  ];
}

/** Thrown for wrong variables. The message lists all of them, one per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Turns environment variables into the configuration. Pure. Empty values count as unset.
 * @throws {ConfigError} with every variable that is wrong
 */
export function readConfig(variables: Record<string, string | undefined>): {
  config: Config;
  environment: Environment;
} {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = wholeEnvironmentSchema.safeParse(set);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`These environment variables are wrong:\n${lines.join('\n')}`);
  }
  const [doubt] = configDoubts(parsed.data);
  if (parsed.data.NODE_ENV === 'production' && doubt !== undefined) {
    throw new ConfigError(`${doubt}.`);
  }
  return { config: toConfig(parsed.data), environment: parsed.data };
}

function toConfig(env: Environment): Config {
  const publicOrigin = env.PUBLIC_URL === undefined ? [] : [new URL(env.PUBLIC_URL).origin];
  return Object.freeze({
    mode: env.NODE_ENV,
    http: {
      port: env.PORT,
      host: env.HOST,
      allowedOrigins: [...publicOrigin, ...env.ALLOWED_ORIGINS],
      trustProxy: env.TRUST_PROXY,
      tls: tlsFiles(env),
    },
    metrics:
      env.METRICS_PORT === undefined
        ? undefined
        : { port: env.METRICS_PORT, host: env.METRICS_HOST },
    dataDir: env.DATA_DIR,
    databaseUri: env.MONGODB_URI,
    auth: { accessTokenSeconds: 600, bcryptCost: env.BCRYPT_COST },
    openid:
      env.OIDC_ISSUER === undefined || env.OIDC_CLIENT_ID === undefined
        ? undefined
        : { issuer: env.OIDC_ISSUER, clientId: env.OIDC_CLIENT_ID, name: env.OIDC_NAME },
    mail:
      env.SMTP_URL === undefined || env.MAIL_FROM === undefined
        ? undefined
        : { smtpUrl: env.SMTP_URL, from: env.MAIL_FROM },
    publicUrl: env.PUBLIC_URL,
    emailVerification: env.EMAIL_VERIFICATION,
    rooms: { meshLimit: env.MESH_LIMIT, limit: env.ROOM_LIMIT },
    sfu:
      env.SFU === 'off' || env.LIVEKIT_URL === undefined || env.LIVEKIT_API_KEY === undefined
        ? undefined
        : { url: env.LIVEKIT_URL, key: env.LIVEKIT_API_KEY },
    guests: env.GUESTS === 'on',
    lobbyPreconnect: env.LOBBY_PRECONNECT,
    seatLeaseSeconds: env.SEAT_LEASE_SECONDS,
    crashLeaseSeconds: Math.min(env.CRASH_LEASE_SECONDS, env.SEAT_LEASE_SECONDS),
    ice: {
      stunUrls: env.STUN_URLS,
      turnUrls: env.TURN_URLS,
      turnUsername: env.TURN_USERNAME,
      turnLifetimeSeconds: env.TURN_LIFETIME_SECONDS,
    },
    webhooks: {
      serverWideUrl: env.WEBHOOK_URL,
      allowPrivate: env.WEBHOOK_ALLOW_PRIVATE === 'on',
    },
    rateLimitFactor: env.RATE_LIMIT_FACTOR,
    storageLimitFactor: env.STORAGE_LIMIT_FACTOR,
    logLevel: env.LOG_LEVEL,
  });
}

function tlsFiles({
  TLS_CERT_FILE: certFile,
  TLS_KEY_FILE: keyFile,
}: Pick<Environment, 'TLS_CERT_FILE' | 'TLS_KEY_FILE'>) {
  return certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
}
