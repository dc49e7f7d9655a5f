import type { User } from '@parley/shared/auth';

/** Export and deletion of the account's data. */
export function DataSection(_props: { user: User }) {
  return null;
}
