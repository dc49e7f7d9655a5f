import type { IceServer } from '@parley/shared/ice';
import { measureRelay } from '../../call/check/relay-loopback';
import { passThroughSfu } from '../../call/check/sfu-loopback';
import { createLog } from '../../core/log';
import { hasWebRtc } from '../../lib/has-web-rtc';
import type { Session } from '../../lib/session';
import { SocketClient } from '../../socket/socket-client';
import { socketTokensOf } from '../../socket/socket-tokens';
import type { ConnectionCheck } from './connection-findings';
import { hasLocalAuthority, opensWebSocket } from './reach-server';
import type { SfuCheck } from './sfu-findings';

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

/** Receives each step of the two checks; the last ones are the results. */
export interface CheckSteps {
  readonly onStep: (check: ConnectionCheck) => void;
  readonly onSfuStep: (check: SfuCheck) => void;
}

/**
 * Connects like a call, measures the connection through the relay, and sends video through the SFU.
 * Never rejects.
 *
 * @param signal ends it; no step is reported any more
 */
export async function checkConnection(
  session: Session,
  signal: AbortSignal,
  { onStep, onSfuStep }: CheckSteps,
): Promise<void> {
  const report = (check: ConnectionCheck): void => {
    if (!signal.aborted) onStep(check);
  };
  report({ step: 'connecting' });
  onSfuStep({ step: 'idle' });
  const socket = new SocketClient({
    tokens: socketTokensOf(session),
    onSignedOut: () => session.recheck(),
  });
  try {
    if (!(await connects(socket, signal))) return report(await unreachable(signal));
    const { iceServers } = await socket.request('ice:refresh', {});
    const relay = await checkRelay(iceServers, signal, report);
    if (signal.aborted) return;
    // Together, so that the check does not seem to be over in between.
    if (hasWebRtc()) onSfuStep({ step: 'running' });
    report(relay);
    if (!hasWebRtc()) return;
    const sfu = await checkSfu(socket, signal);
    if (!signal.aborted) onSfuStep(sfu);
  } catch (error) {
    log.warn('the server did not answer', { error });
    report(await unreachable(signal));
  } finally {
    socket.close();
  }
}

async function checkRelay(
  iceServers: readonly IceServer[],
  signal: AbortSignal,
  report: (check: ConnectionCheck) => void,
): Promise<ConnectionCheck> {
  const turn = iceServers.filter(({ urls }) => urls.some((url) => /^turns?:/.test(url)));
  if (turn.length === 0) return { step: 'no-relay' };
  if (!hasWebRtc()) return { step: 'not-measurable' };
  report({ step: 'measuring' });
  const result = await measureRelay(turn, signal).catch((error: unknown) => {
    log.warn('the relay cannot be measured', { error });
    return null;
  });
  if (result === null) return { step: 'not-measurable' };
  if (result.kind === 'measured') return { step: 'measured', measurement: result.measurement };
  return { step: result.kind === 'refused' ? 'relay-refused' : 'relay-unreachable' };
}

/** Asks for a room of its own and sends media through it. Never rejects. */
async function checkSfu(socket: SocketClient, signal: AbortSignal): Promise<SfuCheck> {
  try {
    const answer = await socket.request('sfu:check', {});
    if (answer.sfu !== 'ready') return { step: answer.sfu };
    const { createLivekitPlane } = await import('../../call/sfu/livekit-plane');
    const way = await passThroughSfu(() => createLivekitPlane(null), answer, signal);
    return way === 'unreachable' ? { step: way } : { step: 'works', protocol: way };
  } catch (error) {
    log.warn('the SFU was not checked', { error });
    return { step: 'not-checked' };
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
