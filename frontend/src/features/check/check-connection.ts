import { measureRelay } from '../../call/check/relay-loopback';
import { createLog } from '../../core/log';
import { hasWebRtc } from '../../lib/has-web-rtc';
import type { Session } from '../../lib/session';
import { SocketClient } from '../../socket/socket-client';
import { socketTokensOf } from '../../socket/socket-tokens';
import type { ConnectionCheck } from './connection-findings';
import { hasLocalAuthority, opensWebSocket } from './reach-server';

const log = createLog('check');

const CONNECT_MS = 10_000;

/** Checks whether the server can be reached, which needs no session. Never rejects. */
export async function checkReach(
  signal: AbortSignal,
  onStep: (check: ConnectionCheck) => void,
): Promise<void> {
  onStep({ step: 'connecting' });
  const check: ConnectionCheck = (await opensWebSocket(signal))
    ? { step: 'reached' }
    : await unreachable(signal);
  if (!signal.aborted) onStep(check);
}

/**
 * Connects like a call and measures the connection through the relay. Never rejects.
 *
 * @param signal ends it; `onStep` is not called any more
 * @param onStep receives each step; the last one is the result
 */
export async function checkConnection(
  session: Session,
  signal: AbortSignal,
  onStep: (check: ConnectionCheck) => void,
): Promise<void> {
  const report = (check: ConnectionCheck): void => {
    if (!signal.aborted) onStep(check);
  };
  report({ step: 'connecting' });
  const socket = new SocketClient({
    tokens: socketTokensOf(session),
    onSignedOut: () => session.recheck(),
  });
  try {
    if (!(await connects(socket, signal))) return report(await unreachable(signal));
    const { iceServers } = await socket.request('ice:refresh', {});
    const turn = iceServers.filter(({ urls }) => urls.some((url) => /^turns?:/.test(url)));
    if (turn.length === 0) return report({ step: 'no-relay' });
    if (!hasWebRtc()) return report({ step: 'not-measurable' });
    report({ step: 'measuring' });
    const result = await measureRelay(turn, signal).catch((error: unknown) => {
      log.warn('the relay cannot be measured', { error });
      return null;
    });
    if (result === null) report({ step: 'not-measurable' });
    else if (result.kind === 'measured')
      report({ step: 'measured', measurement: result.measurement });
    else report({ step: result.kind === 'refused' ? 'relay-refused' : 'relay-unreachable' });
  } catch (error) {
    log.warn('the server did not answer', { error });
    report(await unreachable(signal));
  } finally {
    socket.close();
  }
}

const unreachable = async (signal: AbortSignal): Promise<ConnectionCheck> => ({
  step: 'unreachable',
  hasLocalAuthority: await hasLocalAuthority(signal),
});

function connects(socket: SocketClient, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (): void => {
      const isConnected = socket.state.get() === 'connected';
      stop();
      clearTimeout(timer);
      resolve(isConnected);
    };
    const stop = socket.state.subscribe(() => {
      if (['connected', 'closed'].includes(socket.state.get())) settle();
    });
    const timer = setTimeout(settle, CONNECT_MS);
    signal.addEventListener('abort', settle, { once: true });
    socket.open();
  });
}
