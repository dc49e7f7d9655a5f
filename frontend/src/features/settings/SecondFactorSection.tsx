import type { User } from '@parley/shared/auth';

/** The user's second factors and recovery codes. */
export function SecondFactorSection(_props: { user: User }) {
  return null;
}
