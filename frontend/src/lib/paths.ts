/** Every address of the app, once. */
export const paths = {
  home: '/',
  login: '/login',
  register: '/register',
  history: '/history',
  check: '/check',
  meeting: (id: string) => `/history/${id}`,
  room: (code: string) => `/r/${code}`,
} as const;

/** The address to give to others. */
export function inviteLink(code: string): string {
  return new URL(paths.room(code), window.location.origin).href;
}
