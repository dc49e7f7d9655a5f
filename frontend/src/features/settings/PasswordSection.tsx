import type { User } from '@parley/shared/auth';

/** Changing the password. */
export function PasswordSection(_props: { user: User }) {
  return null;
}
