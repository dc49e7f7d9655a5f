import { randomUUID } from 'node:crypto';
import { endpoints, type EndpointName } from '@parley/shared/api';
import type { EndpointCall } from '@parley/shared/endpoint';
import type { Action } from '@parley/shared/policy';
import type { CommandInput, CommandName } from '@parley/shared/socket-events';

/** The ids of one room with its meeting, as a client could know them. */
export interface Names {
  readonly code: string;
  readonly meetingId: string;
  /** A participant of the meeting without host rights, and the instance. */
  readonly participantId: string;
  readonly instanceId: string;
  /** The account of that participant. */
  readonly userId: string;
  /** A session of that account. */
  readonly sessionId: string;
  /** A person who waits to be let in; the account's id. */
  readonly waitingId: string;
  /** A line of the conversation, and a mark on it. */
  readonly lineId: string;
  readonly markId: string;
}

type SampleOf<A extends Action> = A extends CommandName
  ? CommandInput<A>
  : A extends EndpointName
    ? EndpointCall<(typeof endpoints)[A]>
    : never;

/** A valid request for every action, about the room of these names. */
export type Samples = { readonly [A in Action]: (names: Names) => SampleOf<A> };

const MEDIA = { microphone: true, camera: true, screen: false, hand: false };
const CHALLENGE = 'A'.repeat(43);
const PASSKEY = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key' as const,
  response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
};
const NEW_PASSKEY = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key' as const,
  response: { clientDataJSON: 'AAAA', attestationObject: 'AAAA' },
};
const TOTP = { method: 'totp' as const, code: '000000' };
const NONE = {};
const nothing = () => NONE;
const ofRoom = ({ code }: Names) => ({ params: { code } });
const ofMeeting = ({ meetingId }: Pick<Names, 'meetingId'>) => ({ params: { id: meetingId } });
const ofMark = ({ meetingId, markId }: Names) => ({ params: { id: meetingId, markId } });
const ofPerson = ({ code, userId }: Names) => ({ params: { code, id: userId } });
const target = ({ participantId }: Names) => ({ id: participantId });

/** One sample for every action. An action without one does not compile. */
export const SAMPLES: Samples = {
  // Health
  live: nothing,
  ready: nothing,
  // Accounts and sessions
  register: () => ({
    body: { email: `${randomUUID()}@example.org`, displayName: 'New', password: 'a long password' },
  }),
  login: () => ({ body: { email: 'nobody@example.org', password: 'a long password' } }),
  refresh: nothing,
  logout: nothing,
  readAuthOptions: nothing,
  readAccountLink: () => ({ body: { token: CHALLENGE } }),
  completeRegistration: () => ({ body: { token: CHALLENGE } }),
  requestPasswordReset: () => ({ body: { email: 'nobody@example.org' } }),
  resetPassword: () => ({ body: { token: CHALLENGE, password: 'a long password' } }),
  verifyEmail: () => ({ body: { token: CHALLENGE } }),
  changePassword: () => ({
    body: { currentPassword: 'a wrong password', newPassword: 'another long password' },
  }),
  changeEmail: () => ({ body: { email: 'nobody@example.org', password: 'a wrong password' } }),
  sendVerification: nothing,
  readMe: nothing,
  updateMe: () => ({ body: { displayName: 'Renamed' } }),
  listSessions: nothing,
  endSession: ({ sessionId }) => ({ params: { id: sessionId } }),
  endOtherSessions: nothing,
  exportMe: nothing,
  deleteMe: () => ({ body: { email: 'nobody@example.org' } }),
  keepMe: nothing,
  listApiKeys: nothing,
  createApiKey: () => ({
    body: { name: 'Sample', scopes: ['records:read'], expiresInDays: 30 },
  }),
  revokeApiKey: ({ userId }) => ({ params: { id: userId } }),
  readCalendarFeed: nothing,
  createCalendarFeed: nothing,
  removeCalendarFeed: nothing,
  'session:refresh': () => ({ token: 'not.a.token' }),
  // Second factors and proofs
  completeSignIn: () => ({ body: { challenge: CHALLENGE, proof: TOTP } }),
  secondStepPasskeyOptions: () => ({ body: { challenge: CHALLENGE } }),
  passkeySignInOptions: nothing,
  passkeySignIn: () => ({ body: { challenge: CHALLENGE, passkey: PASSKEY } }),
  readSecondFactor: nothing,
  startTotp: nothing,
  confirmTotp: () => ({ body: { code: '000000' } }),
  removeTotp: nothing,
  renewRecoveryCodes: nothing,
  newPasskeyOptions: nothing,
  addPasskey: () => ({ body: { name: 'Key', passkey: NEW_PASSKEY } }),
  removePasskey: ({ userId }) => ({ params: { id: userId } }),
  prove: () => ({ body: { proof: TOTP } }),
  provePasskeyOptions: nothing,
  // Signing in with a provider
  readOpenidProvider: nothing,
  startOpenid: () => ({ body: {} }),
  startOpenidProof: () => ({ body: {} }),
  linkOpenid: nothing,
  createOpenidAccount: nothing,
  // Guests
  readEntry: ofRoom,
  createGuest: ({ code }) => ({ params: { code }, body: { displayName: 'A guest' } }),
  refreshGuest: ofRoom,
  listClaims: nothing,
  claimMeetings: ({ userId }) => ({ body: { ids: [userId] } }),
  declineClaims: ({ userId }) => ({ body: { ids: [userId] } }),
  // Rooms
  createRoom: () => ({ body: {} }),
  listRooms: () => ({ query: {} }),
  readRoom: ofRoom,
  updateRoom: ({ code }) => ({ params: { code }, body: { name: 'Renamed' } }),
  deleteRoom: ofRoom,
  readRoomPeople: ofRoom,
  addRoomPerson: ({ code, userId }) => ({
    params: { code },
    body: { part: 'trusted', id: userId },
  }),
  removeRoomPerson: ofPerson,
  letBackIn: ofPerson,
  readHosting: nothing,
  // The lobby and the meeting
  'room:watch': ({ code }) => ({ code }),
  'room:unwatch': nothing,
  'room:knock': ({ code }) => ({ code }),
  'room:give-password': ({ code }) => ({ code, password: 'a wrong one' }),
  'meeting:join': ({ code }) => ({ code, instanceId: randomUUID(), media: MEDIA }),
  'meeting:leave': nothing,
  leaveMeeting: ({ meetingId, instanceId }) => ({
    params: { id: meetingId },
    body: { instanceId },
  }),
  'participant:update': () => ({ hand: true }),
  'signal:send': ({ participantId, instanceId }) => ({
    to: participantId,
    toInstance: instanceId,
    epoch: 0,
    recreate: true,
  }),
  'ice:refresh': nothing,
  'ice:report': () => ({ direct: 1, relay: 0, timedOut: 0, lost: 0 }),
  'limitation:report': () => ({ by: 'cpu' }),
  'move:confirm': () => ({ gen: 1, step: 'proved' }),
  'move:fail': () => ({ gen: 1, reason: 'no_media' }),
  'sfu:refresh': () => ({ gen: 1 }),
  'sfu:check': nothing,
  'join:report': () => ({ warm: false, peers: 1 }),
  // The waiting room
  'knock:watch': nothing,
  'knock:answer': ({ waitingId }) => ({ id: waitingId, isAdmitted: false }),
  'knock:admit-all': ({ code }) => ({ code }),
  // Host controls
  'participant:mute': target,
  'meeting:mute-all': () => ({ mayUnmute: true }),
  'participant:ask-to-unmute': target,
  'participant:stop-camera': target,
  'participant:stop-share': target,
  'participant:remove': target,
  'participant:promote': target,
  'participant:demote': target,
  'meeting:set-controls': () => ({ mayShare: true }),
  'meeting:end-for-all': nothing,
  // Chat
  'chat:send': () => ({ clientId: randomUUID(), text: 'a sample' }),
  'chat:sync': () => ({ afterSeq: 0 }),
  listMessages: ({ meetingId }) => ({ params: { id: meetingId }, query: {} }),
  // History
  listMeetings: () => ({ query: {} }),
  search: () => ({ query: { q: 'a sample' } }),
  readMeeting: ofMeeting,
  deleteMeeting: ofMeeting,
  renameMeeting: (names) => ({ ...ofMeeting(names), body: { title: 'A sample' } }),
  writeNote: (names) => ({ ...ofMeeting(names), body: { text: 'A sample' } }),
  listLines: (names) => ({ ...ofMeeting(names), query: {} }),
  retractLine: ({ meetingId, lineId }) => ({ params: { id: meetingId, lineId } }),
  'connection:report': () => ({
    minutes: [
      {
        minute: 0,
        uplinkLoss: 1,
        downlinkLoss: 2,
        rttMs: 40,
        isRelayed: false,
        limitation: 'none',
      },
    ],
  }),
  // Shares
  listShares: ofMeeting,
  addShare: (names) => ({ ...ofMeeting(names), body: { kind: 'link' } }),
  revokeShare: ({ meetingId, lineId }) => ({ params: { id: meetingId, shareId: lineId } }),
  readSharedRecord: () => ({ body: { token: CHALLENGE } }),
  listSharedLines: () => ({ body: { token: CHALLENGE } }),
  readStorage: nothing,
  exportMeeting: (names) => ({ ...ofMeeting(names), query: { format: 'md' } }),
  exportAttendance: (names) => ({
    ...ofRoom(names),
    query: { from: '2026-01-01', to: '2026-12-31' },
  }),
  // Marks
  listMarks: ofMeeting,
  addMark: ({ lineId, ...names }) => ({ ...ofMeeting(names), body: { lineId, kind: 'decision' } }),
  changeMark: (names) => ({ ...ofMark(names), body: { text: 'A sample' } }),
  removeMark: ofMark,
  listOwnActions: () => ({ query: {} }),
  listRoomActions: (names) => ({ ...ofRoom(names), query: {} }),
  // Webhooks; nobody has one with this id
  listWebhooks: nothing,
  createWebhook: () => ({
    body: { url: 'https://receiver.invalid/hook', events: ['meeting.ended'] },
  }),
  updateWebhook: (names) => ({ ...ofMeeting(names), body: { isPaused: true } }),
  deleteWebhook: ofMeeting,
  rotateWebhookSecret: ofMeeting,
  testWebhook: ofMeeting,
  listDeliveries: (names) => ({ ...ofMeeting(names), query: {} }),
  resendDelivery: ({ meetingId, markId }) => ({ params: { id: meetingId, deliveryId: markId } }),
};

/** Whether an action is an endpoint, not a command. */
export const isEndpoint = (action: Action): action is EndpointName =>
  Object.hasOwn(endpoints, action);
