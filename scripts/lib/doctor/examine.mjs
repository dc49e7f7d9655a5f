import { checkClock } from './clock.mjs';
import { checkCookies } from './cookies.mjs';
import { checkDatabase } from './database.mjs';
import { skipped } from './finding.mjs';
import { checkMail } from './mail.mjs';
import { checkSecureOrigin } from './secure-origin.mjs';
import { checkServer } from './server.mjs';
import { checkSfu } from './sfu.mjs';
import { checkSockets } from './sockets.mjs';
import { checkTurnServers } from './turn-servers.mjs';
import { ask } from './web-client.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */

/**
 * Runs every check that is possible for this target, in parallel if they are independent.
 * @param {import('./target.mjs').Target} given
 * @returns {Promise<{ origin: string, findings: Finding[] }>} findings in the order in which an
 *   operator would look
 */
export async function examine(given) {
  const target = await followToHttps(given);
  const relays = checkTurnServers(target);
  const mail = checkMail(target);
  const [secure, { isThere, ...server }] = await Promise.all([
    checkSecureOrigin(target),
    checkServer(target),
  ]);
  const database = await checkDatabase(target, server.status === 'passed');
  const web = isThere
    ? [
        ...(await checkSockets(target)),
        await checkCookies(target),
        await checkClock(target, database.skewMs),
      ]
    : ['WebSocket', 'Allowed origins', 'Sign-in cookie', 'Clock'].map((name) =>
        skipped(name, 'the server does not answer'),
      );
  const sfu = isThere ? await checkSfu(target) : [skipped('SFU', 'the server does not answer')];
  const findings = [
    secure,
    server,
    ...web,
    database.finding,
    await mail,
    ...(await relays),
    ...sfu,
  ];
  return { origin: target.origin, findings };
}

/**
 * Follows the redirect to HTTPS of `npm start -- --https`, which `.env` does not mention.
 * @param {import('./target.mjs').Target} target
 * @returns {Promise<import('./target.mjs').Target>}
 */
async function followToHttps(target) {
  if (target.env === undefined || !target.origin.startsWith('http:')) return target;
  const { headers } = await ask(`${target.origin}/`).catch(() => ({ headers: {} }));
  const location = 'location' in headers ? headers.location : undefined;
  const secure = target.origin.replace('http:', 'https:');
  return location?.startsWith(`${secure}/`) ? { ...target, origin: secure } : target;
}
