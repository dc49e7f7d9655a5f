import type { Role } from '@parley/shared/roles';

const LABELS: Record<Role, string | undefined> = {
  owner: 'Owner of the room',
  cohost: 'Co-host',
  guest: 'Guest',
  participant: undefined,
};

/** The label of a role beside a name; undefined for an ordinary participant. */
export const roleLabel = (role: Role): string | undefined => LABELS[role];
