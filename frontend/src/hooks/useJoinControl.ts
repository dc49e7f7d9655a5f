import type { Retention } from '@parley/shared/retention';
import { createContext, type ReactNode, useContext } from 'react';

/** How a guest joins. */
interface GuestControl {
  /** What the lobby shows instead of 'Join now'. */
  readonly control: ReactNode;
  /** Whether the guest has confirmed the name, so that the room may ask for its password. */
  readonly isNamed: boolean;
  /** How long the record is kept; absent while it is not known. */
  readonly retention?: Retention | undefined;
}

export const JoinControl = createContext<GuestControl | null>(null);

/** How a guest joins; null for an account. */
export const useJoinControl = (): GuestControl | null => useContext(JoinControl);
