import { displayNameSchema } from '@parley/shared/text';
import { browserStorage, readStored, writeStored } from '../core/browser-storage';

const KEY = 'guest-name';

/** The name that was used last in this browser; empty if there is none. */
export function rememberedGuestName(): string {
  const parsed = displayNameSchema.safeParse(readStored(browserStorage(), KEY));
  return parsed.success ? parsed.data : '';
}

/** Remembers the name for the next meeting. */
export const rememberGuestName = (name: string): void => writeStored(browserStorage(), KEY, name);

/** Whether this browser may have been a guest, so that its meetings may be claimed. */
export const mayHaveBeenGuest = (): boolean =>
  browserStorage() === undefined || rememberedGuestName() !== '';
