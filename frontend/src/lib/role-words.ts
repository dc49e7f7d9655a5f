import type { Role } from '@parley/shared/roles';

const WORDS: Record<Role, string | null> = {
  owner: 'Owner',
  cohost: 'Co-host',
  participant: null,
  guest: 'Guest',
};

/** The label of a role; null for an account without host rights, which needs none. */
export const roleLabel = (role: Role | undefined): string | null =>
  role === undefined ? null : WORDS[role];
