/** What the caches of the server's answers are called; all keys of one kind begin with its name. */
export const ROOMS = ['rooms'] as const;
export const MEETINGS = ['meetings'] as const;
