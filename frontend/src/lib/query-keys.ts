/** The first elements of TanStack Query keys. */
export const ROOMS = ['rooms'] as const;
export const MEETINGS = ['meetings'] as const;
