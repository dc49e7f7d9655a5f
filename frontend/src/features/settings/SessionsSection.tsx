import type { User } from '@parley/shared/auth';

/** The account's sessions. */
export function SessionsSection(_props: { user: User }) {
  return null;
}
