import type { User } from '@parley/shared/auth';
import type { CallSnapshot } from '../call/session/call-snapshot';
import { MeshTransport } from '../call/mesh/mesh-transport';
import { isInMeeting } from '../call/session/call-machine';
import { CallSession } from '../call/session/call-session';
import { createLog } from '../core/log';
import { onOnline } from '../core/network-events';
import { Scope } from '../core/scope';
import { createValue, type ReadonlyValue } from '../core/value';
import { ChatLog } from '../features/chat/chat-log';
import { createUnsentStore } from '../features/chat/unsent-store';
import { leaveLater, sendLeaveBeacon } from './leave-beacon';
import type { Session } from '../lib/session';
import { RunningCall } from '../lib/running-call';
import { SocketClient } from '../socket/socket-client';
import { socketTokensOf } from '../socket/socket-tokens';
import { browserStorage } from '../core/browser-storage';

const log = createLog('call');

/** Everything that a client needs for a call in one room. */
export interface OpenCall {
  readonly call: CallSession;
  readonly chat: ChatLog;
  /** The meeting that was joined last; still known after its end, for the link to its record. */
  readonly lastMeetingId: ReadonlyValue<string | null>;
  /** Leaves the meeting and closes everything. */
  close(): void;
}

/** Opens the socket, the devices and the chat at the same time, and enters the lobby. */
export function openCall(code: string, session: Session): OpenCall {
  const scope = new Scope();
  const socket = new SocketClient({
    tokens: socketTokensOf(session),
    first: () => call.nextCommand(),
    onSignedOut: () => {
      if (session.state.get().status === 'signed-out') return;
      session
        .refresh()
        .catch((error: unknown) => log.warn('the session was not refreshed', { error }));
    },
  });
  scope.add(() => socket.close());
  const call: CallSession = new CallSession({
    code,
    channel: socket,
    createTransport: (context) => new MeshTransport(context),
    mediaDevices: navigator.mediaDevices,
    permissions: navigator.permissions,
    storage: browserStorage(),
    leaveLater: (seat) => void leaveLater(seat, session),
  });
  scope.add(() => call.dispose());
  const running = new RunningCall();
  scope.add(() => running.set(false));
  scope.add(call.snapshot.subscribe(() => noteRunning(running, call.snapshot.get())));
  const chat = new ChatLog({ channel: socket });
  scope.add(() => chat.dispose());
  scope.add(
    onceSignedIn(session, ({ id }) => {
      chat.keepUnsent(createUnsentStore(() => window.sessionStorage, id, code));
    }),
  );
  const lastMeetingId = createValue<string | null>(null);
  scope.add(
    call.events.on('joined', (ack) => {
      lastMeetingId.set(ack.meeting.id);
      chat.joined(ack);
    }),
  );

  // A document that goes away leaves at once. One in the back/forward cache connects when it is shown.
  scope.listen(window, 'pagehide', () => {
    const { meeting, self } = call.snapshot.get();
    const state = session.state.get();
    if (meeting && self.participant && state.status === 'signed-in') {
      const { instanceId } = self.participant;
      sendLeaveBeacon({ meetingId: meeting.id, instanceId }, state.accessToken);
    }
    socket.suspend('meeting:leave');
  });
  scope.listen(window, 'pageshow', () => socket.open());
  scope.add(onOnline(() => socket.hurry()));

  socket.open();
  void call.enterLobby();
  return { call, chat, lastMeetingId, close: () => scope.close() };
}

/** A failed call counts as interrupted: the user did not leave it. */
function noteRunning(running: RunningCall, { phase }: CallSnapshot): void {
  if (isInMeeting(phase)) running.set(true);
  else if (phase === 'failed') running.interrupt();
  else if (phase !== 'joining') running.set(false);
}

/**
 * Calls `listener` once the user is known: a call can open before the server has confirmed the
 * session. Returns a function that stops that.
 */
function onceSignedIn(session: Session, listener: (user: User) => void): () => void {
  let isDone = false;
  const check = (): void => {
    const state = session.state.get();
    if (isDone || state.status !== 'signed-in') return;
    isDone = true;
    listener(state.user);
  };
  const stop = session.state.subscribe(check);
  check();
  return stop;
}
