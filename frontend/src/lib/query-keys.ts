/** The first elements of TanStack Query keys. */
export const ROOMS = ['rooms'] as const;
export const MEETINGS = ['meetings'] as const;
/** Whether people may have to wait in a room of the user. */
export const HOSTING = ['hosting'] as const;
/** Open actions of the user, and of a room. */
export const ACTIONS = ['actions'] as const;
