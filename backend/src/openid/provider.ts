import type { OpenidProblem } from '@parley/shared/openid';
import * as client from 'openid-client';

/** How long a request to the provider may take. */
const TIMEOUT_SECONDS = 5;
/** How long the provider's description of itself is used before it is read again. */
const DISCOVERY_MS = 3_600_000;
/** A user who proves who they are must have signed in at the provider this recently. */
const PROOF_MAX_AGE_SECONDS = 600;

/** How the server reaches its one provider. */
export interface ProviderConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** What users call it. */
  readonly name: string;
}

/** The values that tie the provider's answer to one visit (OpenID Connect Core, 3.1.2). */
export interface Visit {
  state: string;
  nonce: string;
  /** PKCE (RFC 7636). */
  verifier: string;
  redirectUri: string;
  /** The user must sign in again, even with a session at the provider. */
  mustSignIn: boolean;
}

/** What the provider says about a user. */
export interface Claims {
  issuer: string;
  subject: string;
  email: string | undefined;
  /** Whether the provider has verified that the address is the user's. */
  isEmailVerified: boolean;
  name: string | undefined;
}

/** The provider failed. The message has no secrets. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  constructor(
    readonly problem: OpenidProblem,
    message: string,
  ) {
    super(message);
  }
}

/** A provider of OpenID Connect. */
export interface Provider {
  readonly name: string;
  /** @returns the address that the browser opens @throws {ProviderError} */
  beginVisit(visit: Visit): Promise<URL>;
  /**
   * Exchanges the code in the callback's query for what the provider says about the user.
   * @throws {ProviderError}
   */
  endVisit(query: URLSearchParams, visit: Visit): Promise<Claims>;
}

/** Creates a new visit with random values. */
export const newVisit = (redirectUri: string, mustSignIn: boolean): Visit => ({
  state: client.randomState(),
  nonce: client.randomNonce(),
  verifier: client.randomPKCECodeVerifier(),
  redirectUri,
  mustSignIn,
});

/** Creates the connection to a provider. It reads the provider's description at the first use. */
export function createProvider(
  config: ProviderConfig,
  now: () => number,
  timeoutSeconds = TIMEOUT_SECONDS,
): Provider {
  let known: { discovery: Promise<client.Configuration>; until: number } | undefined;

  /** Requests that wait for the same description share it. A failure is not kept. */
  function discover(): Promise<client.Configuration> {
    if (known !== undefined && known.until > now()) return known.discovery;
    const issuer = new URL(config.issuer);
    const secret =
      config.clientSecret === undefined
        ? client.None()
        : client.ClientSecretPost(config.clientSecret);
    const discovery = client.discovery(issuer, config.clientId, config.clientSecret, secret, {
      timeout: timeoutSeconds,
      execute: [
        // Without this, the library trusts the connection and does not look at the signature.
        client.enableNonRepudiationChecks,
        // The configuration allows plain HTTP on this machine only.
        ...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
    });
    const current = { discovery, until: now() + DISCOVERY_MS };
    known = current;
    discovery.catch(() => {
      if (known === current) known = undefined;
    });
    return discovery;
  }

  async function addUserInfo(
    server: client.Configuration,
    tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>,
    subject: string,
  ): Promise<Record<string, unknown>> {
    const claims: Record<string, unknown> = { ...tokens.claims() };
    const hasAll = claims['email'] !== undefined && claims['name'] !== undefined;
    if (hasAll || server.serverMetadata().userinfo_endpoint === undefined) return claims;
    return { ...(await client.fetchUserInfo(server, tokens.access_token, subject)), ...claims };
  }

  return {
    name: config.name,

    beginVisit: (visit) =>
      translated(async () => {
        const server = await discover();
        return client.buildAuthorizationUrl(server, {
          redirect_uri: visit.redirectUri,
          scope: 'openid email profile',
          state: visit.state,
          nonce: visit.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(visit.verifier),
          code_challenge_method: 'S256',
          ...(visit.mustSignIn && { prompt: 'login', max_age: String(PROOF_MAX_AGE_SECONDS) }),
        });
      }),

    endVisit: (query, visit) =>
      translated(async () => {
        const server = await discover();
        const url = new URL(visit.redirectUri);
        url.search = query.toString();
        const tokens = await client.authorizationCodeGrant(server, url, {
          expectedState: visit.state,
          expectedNonce: visit.nonce,
          pkceCodeVerifier: visit.verifier,
          idTokenExpected: true,
          ...(visit.mustSignIn && { maxAge: PROOF_MAX_AGE_SECONDS }),
        });
        const { sub, iss } = tokens.claims() ?? {};
        if (sub === undefined || iss === undefined) {
          throw new ProviderError('answer', 'the answer names no user');
        }
        return toClaims(iss, sub, await addUserInfo(server, tokens, sub));
      }),
  };
}

const toClaims = (issuer: string, subject: string, more: Record<string, unknown>): Claims => ({
  issuer,
  subject,
  email: typeof more['email'] === 'string' ? more['email'] : undefined,
  // Some providers send the text "true"; that is not the promise of the standard.
  isEmailVerified: more['email_verified'] === true,
  name: typeof more['name'] === 'string' ? more['name'] : undefined,
});

/** Turns every failure into a {@link ProviderError}: the library's errors contain codes and tokens. */
async function translated<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    if (error instanceof client.AuthorizationResponseError) {
      throw new ProviderError('denied', `refused: ${word(error.error)}`);
    }
    throw new ProviderError(isUnreachable(error) ? 'unreachable' : 'answer', describe(error));
  }
}

/** Network errors and time-outs, wherever they are in the chain of causes. */
function isUnreachable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return true;
    const code = (cause as { code?: unknown }).code;
    if (code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT') return true;
    if (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_.*|CERT_.*|DEPTH_.*)$/.test(code))
      return true;
  }
  return error instanceof TypeError && error.message === 'fetch failed';
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const {
    code,
    error: reason,
    status,
  } = error as {
    code?: string;
    error?: string;
    status?: number;
  };
  const parts = [error.name, word(code), word(reason), word(status?.toString())];
  return parts.filter(Boolean).join(' ');
}

/** Keeps a code of a few letters, and nothing that could be a token or a name. */
const word = (text = ''): string => (/^\w{1,60}$/.exec(text) ?? [''])[0];
