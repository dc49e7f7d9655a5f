import { DEFAULT_RETENTION, type Retention } from '@parley/shared/retention';
import type { RoomPresence } from '@parley/shared/meetings';

/** What everybody may know of a room. */
export interface OutsideRoom {
  readonly code: string;
  readonly keyCheck?: string | undefined;
  readonly retention?: Retention | undefined;
}

/**
 * The room as people who may not enter yet see it. It has neither names nor numbers: the name of a
 * room often contains that of its owner. Whether it is end-to-end encrypted decides whether they can
 * take part at all, and the retention of its records is announced to everybody.
 */
export const presenceForOutsiders = ({
  code,
  keyCheck,
  retention = DEFAULT_RETENTION,
}: OutsideRoom): RoomPresence => ({
  room: {
    code,
    name: code,
    ...(keyCheck !== undefined && { keyCheck }),
    ...(retention !== DEFAULT_RETENTION && { retention }),
  },
  capacity: 2,
  people: [],
});
