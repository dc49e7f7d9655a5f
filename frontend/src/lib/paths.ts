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

/** The URL that a user shares to invite others to a room. */
export function inviteLink(code: string): string {
  return new URL(paths.room(code), window.location.origin).href;
}
