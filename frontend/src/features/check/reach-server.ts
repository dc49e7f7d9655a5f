import { LOCAL_AUTHORITY_PATH, LOCAL_AUTHORITY_TYPE } from '@parley/shared/local-authority';
import { createLog } from '../../core/log';

const log = createLog('check');

/** A firewall that drops packets would make the browser wait for minutes. */
const ANSWER_MS = 10_000;

/** Whether a WebSocket to the server opens, which needs no session. Never rejects. */
export function opensWebSocket(signal: AbortSignal): Promise<boolean> {
  return withinAnswerTime(signal, (limit) => {
    const origin = window.location.origin.replace(/^http/, 'ws');
    const socket = new WebSocket(`${origin}/socket.io/?EIO=4&transport=websocket`);
    return new Promise<boolean>((resolve) => {
      socket.addEventListener('open', () => resolve(true));
      socket.addEventListener('error', () => resolve(false));
      limit.addEventListener('abort', () => resolve(false));
    }).finally(() => socket.close());
  });
}

/** Whether the server's certificate is from its own certificate authority. Never rejects. */
export function hasLocalAuthority(signal: AbortSignal): Promise<boolean> {
  return withinAnswerTime(signal, async (limit) => {
    const { ok, headers } = await fetch(LOCAL_AUTHORITY_PATH, { method: 'HEAD', signal: limit });
    return ok && headers.get('Content-Type')?.startsWith(LOCAL_AUTHORITY_TYPE) === true;
  }).catch((error: unknown) => {
    log.debug('the certificate authority is unknown', { error });
    return false;
  });
}

/** Aborts `ask` together with `signal`, or when it takes too long. */
async function withinAnswerTime(
  signal: AbortSignal,
  ask: (limit: AbortSignal) => Promise<boolean>,
): Promise<boolean> {
  if (signal.aborted) return false;
  // Some supported browsers lack `AbortSignal.any`.
  const limit = new AbortController();
  const end = (): void => limit.abort();
  const timer = setTimeout(end, ANSWER_MS);
  signal.addEventListener('abort', end);
  try {
    return await ask(limit.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
