import { roomKeyField } from '../core/room-key';

/** The path of every page. */
export const paths = {
  home: '/',
  login: '/login',
  register: '/register',
  history: '/history',
  check: '/check',
  settings: '/settings',
  /** What a share link opens; its fragment has the token. */
  shared: '/shared',
  forgotPassword: '/forgot-password',
  meeting: (id: string) => `/history/${id}`,
  /** A line in the record of a meeting. */
  line: (meetingId: string, lineId: string) => `/history/${meetingId}#line-${lineId}`,
  room: (code: string) => `/r/${code}`,
} as const;

/** What an invite link carries besides the code of the room. Browsers send no fragment to a server. */
export interface InviteSecrets {
  /** Stands for the password of the room; the client gives it to the server. */
  readonly inviteKey?: string | undefined;
  /** Of an end-to-end encrypted room; the server never gets it. */
  readonly roomKey?: string | null | undefined;
}

/** The URL that a user shares to invite others to a room. */
export function inviteLink(code: string, { inviteKey, roomKey }: InviteSecrets = {}): string {
  const { href } = new URL(paths.room(code), window.location.origin);
  const fields = [
    ...(inviteKey === undefined ? [] : [`${INVITE_KEY}=${inviteKey}`]),
    ...(roomKey == null ? [] : [roomKeyField(roomKey)]),
  ];
  return fields.length === 0 ? href : `${href}#${fields.join('&')}`;
}

const INVITE_KEY = 'key';

/** The invite key in the fragment of an address. */
export const inviteKeyIn = (hash: string): string | null =>
  new URLSearchParams(hash.replace(/^#/, '')).get(INVITE_KEY);
