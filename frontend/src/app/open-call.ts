import { lineEndpoints } from '@parley/shared/lines';
import { isHost } from '@parley/shared/roles';
import type { CallSnapshot } from '../call/session/call-snapshot';
import { MeshTransport } from '../call/mesh/mesh-transport';
import { isInMeeting } from '../call/session/call-machine';
import { CallSession } from '../call/session/call-session';
import { SwitchingTransport } from '../call/switching-transport';
import { onOnline } from '../core/network-events';
import { Scope } from '../core/scope';
import { createValue, type ReadonlyValue } from '../core/value';
import { ChatLog } from '../features/chat/chat-log';
import { KnockFeed } from '../features/entry/knock-feed';
import { MarkLog } from '../features/marks/mark-log';
import { createUnsentStore } from '../features/chat/unsent-store';
import { giveInviteKey, takeInviteKey } from './invite-key';
import { leaveLater, sendLeaveBeacon } from './leave-beacon';
import { createApiClient } from '../lib/api-client';
import { createHttp } from '../lib/http';
import type { Session } from '../lib/session';
import type { SessionUser } from '../lib/session-user';
import { roomKeys } from '../lib/room-keys';
import { sfuLoader } from './sfu-loader';
import { RunningCall } from '../lib/running-call';
import { SocketClient } from '../socket/socket-client';
import { socketTokensOf } from '../socket/socket-tokens';
import { browserStorage } from '../core/browser-storage';

/** The objects of a call page. */
export interface OpenCall {
  readonly call: CallSession;
  readonly chat: ChatLog;
  readonly marks: MarkLog;
  /** The people who wait in the rooms that the user hosts, this one among them. */
  readonly knocks: KnockFeed;
  /** The meeting that was joined last; the screen after the call links to its record. */
  readonly lastMeetingId: ReadonlyValue<string | null>;
  close(): void;
}

/**
 * Opens socket, devices and chat in parallel. `close` closes all of them. A guest has a session, and
 * so a socket, only when there is a name; devices do not wait for it.
 */
export function openCall<U extends SessionUser>(code: string, session: Session<U>): OpenCall {
  const scope = new Scope();
  const socket = new SocketClient({
    tokens: socketTokensOf(session),
    handshakeCommand: () => call.nextCommand(),
    onSignedOut: () => session.recheck(),
  });
  scope.add(() => socket.close());
  let keyCheck: string | undefined;
  const call: CallSession = new CallSession({
    code,
    channel: socket,
    createTransport: (context) =>
      new SwitchingTransport(
        context,
        new MeshTransport(context),
        sfuLoader(code, () => keyCheck),
      ),
    mediaDevices: navigator.mediaDevices,
    permissions: navigator.permissions,
    storage: browserStorage(),
    leaveLater: (seat) => void leaveLater(seat, session),
    keyProblem: async (check) => (await roomKeys.check(code, check)).problem,
  });
  scope.add(() => call.dispose());
  const knocks = new KnockFeed({ channel: socket });
  scope.add(() => knocks.close());
  scope.add(refreshForNewHosts(call, knocks));
  scope.add(giveInviteKey(call, takeInviteKey(code)));
  const running = new RunningCall();
  scope.add(() => running.set(false));
  scope.add(call.snapshot.subscribe(() => noteRunning(running, call.snapshot.get())));
  // A guest has a session and tokens of its own.
  const api = createApiClient(createHttp(), session);
  const chat = new ChatLog({
    channel: socket,
    retractLine: async (id, lineId) => {
      const { line } = await api.call(lineEndpoints.retractLine, { params: { id, lineId } });
      return { retractedAt: line.retractedAt ?? line.at };
    },
  });
  scope.add(() => chat.dispose());
  const marks = new MarkLog({ channel: socket, api });
  scope.add(() => marks.dispose());
  scope.add(
    onceSignedIn(session, (user) => {
      // A guest whose session was lost is another one afterwards, and keeps the messages.
      const owner = 'kind' in user ? 'guest' : user.id;
      chat.keepUnsent(createUnsentStore(() => window.sessionStorage, owner, code));
    }),
  );
  const lastMeetingId = createValue<string | null>(null);
  scope.add(
    call.events.on('joined', (ack) => {
      keyCheck = ack.meeting.room.keyCheck;
      lastMeetingId.set(ack.meeting.id);
      chat.joined(ack);
      marks.joined(ack);
    }),
  );

  // Leaves when the page unloads. A page from the back/forward cache connects again.
  scope.listen(window, 'pagehide', () => {
    const { meeting, self } = call.snapshot.get();
    const state = session.state.get();
    if (meeting && self.participant && state.status === 'signed-in') {
      const { instanceId } = self.participant;
      sendLeaveBeacon({ meetingId: meeting.id, instanceId }, state.accessToken);
    }
    socket.suspend('meeting:leave');
  });
  const mayConnect = () => session.state.get().status !== 'signed-out';
  scope.listen(window, 'pageshow', () => {
    if (mayConnect()) socket.open();
  });
  scope.add(onOnline(() => socket.hurry()));

  if (mayConnect()) socket.open();
  else scope.add(onceSignedIn(session, () => socket.open()));
  void call.enterLobby();
  return { call, chat, marks, knocks, lastMeetingId, close: () => scope.close() };
}

/** A participant who becomes a host sees who waits already. */
function refreshForNewHosts(call: CallSession, knocks: KnockFeed): () => void {
  const isHostNow = () => isHost(call.snapshot.get().self.participant?.role ?? 'participant');
  let before = isHostNow();
  return call.snapshot.subscribe(() => {
    const now = isHostNow();
    if (now && !before) knocks.refresh();
    before = now;
  });
}

/** A failed call still counts as running here: the user did not leave it. */
function noteRunning(running: RunningCall, { phase }: CallSnapshot): void {
  if (isInMeeting(phase)) running.set(true);
  else if (phase === 'failed') running.interrupt();
  else if (phase !== 'joining') running.set(false);
}

/** Calls `listener` once the user is known. Returns a function that stops that. */
function onceSignedIn<U extends SessionUser>(
  session: Session<U>,
  listener: (user: U) => void,
): () => void {
  let isCalled = false;
  const check = (): void => {
    const state = session.state.get();
    if (isCalled || state.status !== 'signed-in') return;
    isCalled = true;
    listener(state.user);
  };
  const stop = session.state.subscribe(check);
  check();
  return stop;
}
