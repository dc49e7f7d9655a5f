/** The path of every page. */
export const paths = {
  home: '/',
  login: '/login',
  register: '/register',
  history: '/history',
  check: '/check',
  settings: '/settings',
  forgotPassword: '/forgot-password',
  meeting: (id: string) => `/history/${id}`,
  room: (code: string) => `/r/${code}`,
} as const;

/**
 * The URL that a user shares to invite others to a room.
 *
 * @param inviteKey stands for the password of the room. Browsers never send a fragment to a server.
 */
export function inviteLink(code: string, inviteKey?: string): string {
  const { href } = new URL(paths.room(code), window.location.origin);
  return inviteKey === undefined ? href : `${href}#${INVITE_KEY}=${inviteKey}`;
}

const INVITE_KEY = 'key';

/** The invite key in the fragment of an address. */
export const inviteKeyIn = (hash: string): string | null =>
  new URLSearchParams(hash.replace(/^#/, '')).get(INVITE_KEY);
