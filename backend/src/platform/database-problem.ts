const NOT_FOUND = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENODATA', 'ESERVFAIL']);
const REFUSED = new Set(['ECONNREFUSED', 'ENOENT']);
const UNREACHABLE = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);
const TLS_CODE = /^ERR_(TLS|SSL)|CERT|^EPROTO$|UNABLE_TO_|SELF_SIGNED/;
const EXAMPLE = 'mongodb://user:password@host:27017/parley';

/** MongoDB's error codes: AuthenticationFailed, the same of Atlas, and Unauthorized. */
const AUTHENTICATION_FAILED = new Set([18, 8000]);
const UNAUTHORIZED = 13;

/**
 * Explains in one sentence why the server cannot use its database: the variable, the address without
 * its password, and what to check. The driver's own message may contain the password.
 * @returns undefined if the error does not come from the database
 */
export function describeDatabaseProblem(uri: string, error: unknown): string | undefined {
  const causes = causesOf(error);
  if (!causes.some(isOfDatabase)) return undefined;
  const codes = causes.flatMap(({ code }) => (code === undefined ? [] : [code]));
  const has = (known: ReadonlySet<string | number>) => codes.some((code) => known.has(code));
  const named = (pattern: RegExp) => causes.some(({ name }) => pattern.test(name));
  const at = `The database at ${addressWithoutSecrets(uri)} (MONGODB_URI)`;

  if (named(/Parse|InvalidArgument|MongoAPIError|MissingCredentials|TypeError|URIError/)) {
    return (
      `MONGODB_URI is not an address of a database: it must look like ${EXAMPLE}, with special ` +
      'characters in user name and password percent-encoded.'
    );
  }
  if (has(AUTHENTICATION_FAILED)) {
    return `${at} refuses the user name or password: check both, and that authSource names the database that holds the user (often admin).`;
  }
  if (codes.includes(UNAUTHORIZED)) {
    return `${at} does not allow what Parley needs: add a user name and password to the address, and give that user the role readWrite.`;
  }
  if (has(NOT_FOUND)) {
    return `${at} cannot be found: check the spelling of the host, and that this machine can resolve it.`;
  }
  if (has(REFUSED)) {
    return `${at} does not accept connections: check that it is running, and that host and port are right.`;
  }
  if (codes.includes('EACCES')) {
    return `${at} may not be used by this account: check the permissions of its socket.`;
  }
  if (codes.some((code) => TLS_CODE.test(String(code)))) {
    return `${at} cannot be reached over TLS: check that both sides use TLS (tls=true) and that the certificate is valid for this host and its authority known (tlsCAFile).`;
  }
  if (named(/^MongoNetworkError$/) && !has(UNREACHABLE)) {
    return `${at} closes the connection: check that the port is MongoDB's, and that tls=true is set where it needs TLS.`;
  }
  if (isWithoutPrimary(error)) {
    return `${at} is a replica set without a primary: check the name in replicaSet, and the other members.`;
  }
  return `${at} does not answer: check host and port, tls=true where it needs TLS, and that its firewall or access list admits this machine.`;
}

/**
 * Removes the password and the options, some of which are secrets, from an address. A port is kept only
 * if it is a number: without an `@`, a password would be in its place.
 */
export function addressWithoutSecrets(uri: string): string {
  const [, scheme = '', rest = ''] = /^(mongodb(?:\+srv)?:\/\/)(.*)$/s.exec(uri) ?? [];
  if (scheme === '') return 'an unreadable address';
  const end = rest.lastIndexOf('@');
  const user = end < 0 ? '' : `${rest.slice(0, end).split(':')[0] ?? ''}@`;
  const [hosts = '', name = ''] = (rest.slice(end + 1).split('?')[0] ?? '').split('/');
  const shown = hosts
    .split(',')
    .map((host) => /^(\[[^\]]*\]|[^:]*)(:\d{1,5}$)?/.exec(host)?.[0] ?? '')
    .join(',');
  return `${scheme}${user}${shown}${name === '' ? '' : `/${name}`}`;
}

function isWithoutPrimary(error: unknown): boolean {
  const { reason } = error as { reason?: { type?: string } };
  return reason?.type?.startsWith('ReplicaSet') === true;
}

interface Cause {
  readonly name: string;
  readonly code?: string | number;
  readonly syscall?: string;
}

/** Returns the error with all its causes, for each server of the address. */
function causesOf(error: unknown, depth = 0): Cause[] {
  if (!(error instanceof Error) || depth > 8) return [];
  const { reason } = error as { reason?: { servers?: unknown } };
  const servers: unknown[] = reason?.servers instanceof Map ? [...reason.servers.values()] : [];
  const inner = [
    error.cause,
    ...servers.map((server) => (server as { error?: unknown }).error),
    // Node's error if a name has several addresses.
    ...(error instanceof AggregateError ? (error.errors as unknown[]) : []),
  ];
  return [error, ...inner.flatMap((cause) => causesOf(cause, depth + 1))];
}

function isOfDatabase({ name, syscall }: Cause): boolean {
  // Node itself refuses a name without an SRV record.
  return name.startsWith('Mongo') || syscall?.startsWith('query') === true;
}
