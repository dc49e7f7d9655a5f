import type { EndpointName } from './api';
import type { ErrorCode } from './errors';
import { DEFAULT_CONTROLS, isHost, type MeetingControls, type Role } from './roles';
import type { CommandName } from './socket-events';

/*
 * The policy: who may do what, in which state. REST, sockets and the client's buttons use this one
 * table. An endpoint or a command without an entry does not compile.
 */

/** Where a client is: outside of the room, waiting to be let in, in its lobby, or in its meeting. */
export type Place = 'outside' | 'waiting' | 'lobby' | 'meeting';

/** Who asks, and in which state. */
export interface Subject {
  readonly role: Role | 'anonymous';
  readonly place: Place;
  readonly controls: MeetingControls;
  /** The client may preconnect in the lobby, so it exchanges signals there. */
  readonly isLobbyPeer: boolean;
}

/** Everything that a client can ask for. */
export type Action = EndpointName | CommandName;

/** Returns null if the subject may, or the error code of the refusal. Pure. */
export type Rule = (subject: Subject) => ErrorCode | null;

const anyone: Rule = () => null;

/** An account or a guest. */
const token: Rule = ({ role }) => (role === 'anonymous' ? 'UNAUTHENTICATED' : null);

const account: Rule = ({ role }) => {
  if (role === 'anonymous') return 'UNAUTHENTICATED';
  return role === 'guest' ? 'ACCOUNT_REQUIRED' : null;
};

/** Other accounts do not learn that the resource exists. */
const owner: Rule = (subject) =>
  account(subject) ?? (subject.role === 'owner' ? null : 'NOT_FOUND');

const inMeeting: Rule = ({ place }) => (place === 'meeting' ? null : 'NOT_A_MEMBER');

const inMeetingOrPeer: Rule = ({ place, isLobbyPeer }) =>
  place === 'meeting' || (place === 'lobby' && isLobbyPeer) ? null : 'NOT_A_MEMBER';

/** In the meeting, and one of its hosts. */
export const hostInMeeting: Rule = (subject) =>
  inMeeting(subject) ?? (isHost(subject.role) ? null : 'NOT_ALLOWED');

/** In the meeting, and a host or allowed by the hosts. */
const ifControls =
  (allows: (controls: MeetingControls) => boolean): Rule =>
  (subject) =>
    inMeeting(subject) ?? (isHost(subject.role) || allows(subject.controls) ? null : 'NOT_ALLOWED');

/** A guest is asked inside only; what accounts may do, the record decides. */
const insideOrAccount: Rule = (subject) =>
  token(subject) ?? (subject.role === 'guest' ? inMeeting(subject) : null);

/** The table of all rules. */
export const policy: { readonly [A in Action]: Rule } = {
  // Health
  live: anyone,
  ready: anyone,
  // Accounts and sessions
  register: anyone,
  login: anyone,
  refresh: anyone,
  logout: anyone,
  readMe: account,
  updateMe: account,
  readAuthOptions: anyone,
  readAccountLink: anyone,
  completeRegistration: anyone,
  requestPasswordReset: anyone,
  resetPassword: anyone,
  verifyEmail: anyone,
  changePassword: account,
  changeEmail: account,
  sendVerification: account,
  listSessions: account,
  endSession: account,
  endOtherSessions: account,
  exportMe: account,
  deleteMe: account,
  keepMe: account,
  // API keys
  listApiKeys: account,
  createApiKey: account,
  revokeApiKey: account,
  // The calendar feed
  readCalendarFeed: account,
  createCalendarFeed: account,
  removeCalendarFeed: account,
  'session:refresh': token,
  // Signing in with a provider
  readOpenidProvider: anyone,
  startOpenid: anyone,
  startOpenidProof: account,
  linkOpenid: account,
  createOpenidAccount: anyone,
  // Second factors and proofs
  completeSignIn: anyone,
  secondStepPasskeyOptions: anyone,
  passkeySignInOptions: anyone,
  passkeySignIn: anyone,
  readSecondFactor: account,
  startTotp: account,
  confirmTotp: account,
  removeTotp: account,
  renewRecoveryCodes: account,
  newPasskeyOptions: account,
  addPasskey: account,
  removePasskey: account,
  prove: account,
  provePasskeyOptions: account,
  // Rooms
  createRoom: account,
  listRooms: account,
  readRoom: account,
  updateRoom: owner,
  deleteRoom: owner,
  // Guests
  readEntry: anyone,
  createGuest: anyone,
  refreshGuest: anyone,
  listClaims: account,
  claimMeetings: account,
  declineClaims: account,
  readRoomPeople: owner,
  addRoomPerson: owner,
  removeRoomPerson: owner,
  letBackIn: owner,
  readHosting: account,
  // The lobby and the meeting
  'room:watch': token,
  'room:unwatch': token,
  'room:knock': token,
  'room:give-password': token,
  'meeting:join': token,
  'meeting:leave': inMeeting,
  leaveMeeting: token,
  'participant:update': inMeeting,
  'signal:send': inMeetingOrPeer,
  'ice:refresh': token,
  'ice:report': token,
  'connection:report': inMeeting,
  'join:report': token,
  'limitation:report': inMeeting,
  'move:confirm': inMeeting,
  'move:fail': inMeeting,
  'sfu:refresh': inMeeting,
  'sfu:check': account,
  // The waiting room; whether a person hosts the room decides the handler, also outside of the meeting
  'knock:watch': token,
  'knock:answer': token,
  'knock:admit-all': token,
  // Host controls; `mayControl` decides on whom
  'participant:mute': hostInMeeting,
  'meeting:mute-all': hostInMeeting,
  'participant:ask-to-unmute': hostInMeeting,
  'participant:stop-camera': hostInMeeting,
  'participant:stop-share': hostInMeeting,
  'participant:remove': hostInMeeting,
  'participant:promote': hostInMeeting,
  'participant:demote': hostInMeeting,
  'meeting:set-controls': hostInMeeting,
  'meeting:end-for-all': hostInMeeting,
  // Chat
  'chat:send': ifControls(({ isChatOn }) => isChatOn),
  'chat:sync': inMeeting,
  listMessages: insideOrAccount,
  // History
  listMeetings: account,
  search: account,
  readMeeting: account,
  renameMeeting: account,
  deleteMeeting: account,
  writeNote: account,
  listLines: account,
  retractLine: insideOrAccount,
  // Shares; who owns the record, the record decides
  listShares: account,
  addShare: account,
  revokeShare: account,
  readSharedRecord: anyone,
  listSharedLines: anyone,
  readStorage: account,
  exportMeeting: account,
  exportAttendance: owner,
  // Marks
  listMarks: insideOrAccount,
  addMark: insideOrAccount,
  changeMark: insideOrAccount,
  removeMark: insideOrAccount,
  listOwnActions: account,
  listRoomActions: account,
  // Webhooks; those of other accounts do not exist
  listWebhooks: account,
  createWebhook: account,
  updateWebhook: account,
  deleteWebhook: account,
  rotateWebhookSecret: account,
  testWebhook: account,
  listDeliveries: account,
  resendDelivery: account,
};

/** Returns null if the subject may do it, or the error code of the refusal. */
export const refusalOf = (action: Action, subject: Subject): ErrorCode | null =>
  policy[action](subject);

/**
 * The most powerful subject that a credential can be. What even this subject may not do is refused
 * before the server looks anything up.
 */
export function bestSubject(role: 'anonymous' | 'guest' | 'account'): Subject {
  const best = role === 'account' ? 'owner' : role;
  return { role: best, place: 'meeting', controls: DEFAULT_CONTROLS, isLobbyPeer: true };
}

const ROLES = ['owner', 'cohost', 'participant', 'guest', 'anonymous'] as const;

/** The roles that may do it at all, for documentation. */
export const rolesFor = (action: Action): Subject['role'][] =>
  ROLES.filter((role) => refusalOf(action, { ...bestSubject('anonymous'), role }) === null);

/** Whether it needs a seat in the meeting, for documentation. */
export const needsSeat = (action: Action): boolean =>
  refusalOf(action, { ...bestSubject('account'), place: 'outside' }) !== null;
