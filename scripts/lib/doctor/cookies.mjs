import { failed, passed, skipped } from './finding.mjs';
import { hostOf, isLoopbackHost } from './target.mjs';
import { ask, describeNetworkError } from './web-client.mjs';

const NAME = 'Sign-in cookie';

/**
 * Checks that browsers will keep users signed in: over HTTPS the server must know from its proxy that
 * the connection is HTTPS. Signing out without a session shows this and changes nothing.
 * @param {import('./target.mjs').Target} target
 * @returns {Promise<import('./finding.mjs').Finding>}
 */
export async function checkCookies({ origin }) {
  try {
    const headers = { Origin: origin, 'Content-Length': '0' };
    const answer = await ask(`${origin}/api/auth/logout`, { method: 'POST', headers });
    return judgeCookie(origin, answer);
  } catch (error) {
    return skipped(NAME, `the server ${describeNetworkError(error)}`);
  }
}

/**
 * @param {string} origin
 * @param {Pick<import('./web-client.mjs').Answer, 'status' | 'headers'>} answer to signing out
 * @returns {import('./finding.mjs').Finding}
 */
export function judgeCookie(origin, { status, headers }) {
  if (status === 403) return skipped(NAME, 'the server refuses this origin');
  const cookie = headers['set-cookie']?.[0];
  if (cookie === undefined) return skipped(NAME, `the server set none (${status})`);
  if (origin.startsWith('http:')) {
    return isLoopbackHost(hostOf(origin))
      ? passed(NAME, 'set for this machine')
      : skipped(NAME, 'it is protected only over HTTPS');
  }
  if (cookie.startsWith('__Host-') && /;\s*secure/i.test(cookie)) {
    return passed(NAME, 'bound to this host and to HTTPS');
  }
  return failed(
    NAME,
    'the server treats this connection as plain HTTP and does not protect the cookie',
    'Set TRUST_PROXY to the number of proxies in front, and let them send X-Forwarded-Proto and X-Forwarded-For: until then all users count as one address and share its limits.',
  );
}
