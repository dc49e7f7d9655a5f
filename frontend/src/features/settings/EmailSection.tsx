import type { User } from '@parley/shared/auth';

/** The email address and its verification. */
export function EmailSection(_props: { user: User }) {
  return null;
}
