import type { HostAction } from '@parley/shared/host-controls';
import { hostActionWords as words } from '@parley/shared/host-action-words';
import { isolate } from './isolate';

/** What a host did, in a sentence without markup: `Ana removed Ben`. */
export const hostActionWords = (action: HostAction): string => words(action, isolate);
