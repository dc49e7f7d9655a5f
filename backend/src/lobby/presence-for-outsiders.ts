import type { RoomPresence } from '@parley/shared/meetings';

/**
 * The room as people who may not enter yet see it. It has neither names nor numbers: the name of a
 * room often contains that of its owner.
 */
export const presenceForOutsiders = (code: string): RoomPresence => ({
  room: { code, name: code },
  capacity: 2,
  people: [],
});
