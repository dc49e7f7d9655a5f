import type { Participant } from '@parley/shared/participants';
import { createContext, useContext } from 'react';

/** The dialogs of hosts. They are outside of the menus that open them. */
export type HostDialog =
  | { readonly kind: 'mute-all' | 'end-for-all' }
  | { readonly kind: 'keep-out'; readonly person: Participant };

export const HostDialogContext = createContext<(dialog: HostDialog) => void>(() => undefined);

/** Returns the function that opens a dialog. */
export const useHostDialog = () => useContext(HostDialogContext);
