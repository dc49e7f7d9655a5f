import { measureRelay } from '../../call/check/relay-loopback';
import { hasWebRtc } from '../../lib/has-web-rtc';
import type { Session } from '../../lib/session';
import { SocketClient } from '../../socket/socket-client';
import { socketTokensOf } from '../../socket/socket-tokens';
import type { ConnectionCheck } from './connection-findings';
import { hasLocalAuthority, opensWebSocket } from './reach-server';

const CONNECT_MS = 10_000;

/** What a visitor can find out: whether the server is reached. Never rejects. */
export async function checkReach(
  signal: AbortSignal,
  tell: (check: ConnectionCheck) => void,
): Promise<void> {
  tell({ step: 'connecting' });
  const check: ConnectionCheck = (await opensWebSocket(signal))
    ? { step: 'reached' }
    : await unreachable(signal);
  if (!signal.aborted) tell(check);
}

/**
 * Connects as a call does and measures the way through the relay. Never rejects; after `signal` is
 * aborted nothing is told any more.
 *
 * @param tell hears of each step, the last one being the result
 */
export async function checkConnection(
  session: Session,
  signal: AbortSignal,
  tell: (check: ConnectionCheck) => void,
): Promise<void> {
  const say = (check: ConnectionCheck): void => {
    if (!signal.aborted) tell(check);
  };
  say({ step: 'connecting' });
  const socket = new SocketClient({
    tokens: socketTokensOf(session),
    onSignedOut: () => void session.refresh().catch(() => {}),
  });
  try {
    if (!(await connects(socket, signal))) return say(await unreachable(signal));
    const { iceServers } = await socket.request('ice:refresh', {});
    const turn = iceServers.filter(({ urls }) => urls.some((url) => /^turns?:/.test(url)));
    if (turn.length === 0) return say({ step: 'no-relay' });
    if (!hasWebRtc()) return say({ step: 'not-measurable' });
    say({ step: 'measuring' });
    const result = await measureRelay(turn, signal).catch(() => null);
    if (result === null) say({ step: 'not-measurable' });
    else if (result.kind === 'measured') say({ step: 'measured', measurement: result.measurement });
    else say({ step: result.kind === 'refused' ? 'relay-refused' : 'relay-unreachable' });
  } catch {
    say(await unreachable(signal));
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
