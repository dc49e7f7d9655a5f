import { LOCAL_AUTHORITY_PATH, LOCAL_AUTHORITY_TYPE } from '@parley/shared/local-authority';

/**
 * Whether the browser lets a WebSocket to the server open, which calls need; nobody must be signed
 * in for that. Never rejects.
 */
export function opensWebSocket(signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const origin = window.location.origin.replace(/^http/, 'ws');
    const socket = new WebSocket(`${origin}/socket.io/?EIO=4&transport=websocket`);
    const settle = (opened: boolean): void => {
      resolve(opened);
      socket.close();
    };
    socket.addEventListener('open', () => settle(true));
    socket.addEventListener('error', () => settle(false));
    signal.addEventListener('abort', () => settle(false), { once: true });
  });
}

/** Whether the server's certificate was made for its own network. Never rejects. */
export async function hasLocalAuthority(signal: AbortSignal): Promise<boolean> {
  try {
    const { ok, headers } = await fetch(LOCAL_AUTHORITY_PATH, { method: 'HEAD', signal });
    return ok && headers.get('Content-Type')?.startsWith(LOCAL_AUTHORITY_TYPE) === true;
  } catch {
    return false;
  }
}
