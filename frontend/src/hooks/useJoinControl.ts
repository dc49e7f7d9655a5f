import { createContext, type ReactNode, useContext } from 'react';

/** How a guest joins. */
interface GuestControl {
  /** What the lobby shows instead of 'Join now'. */
  readonly control: ReactNode;
  /** Whether the guest has confirmed the name, so that the room may ask for its password. */
  readonly isNamed: boolean;
}

export const JoinControl = createContext<GuestControl | null>(null);

/** How a guest joins; null for an account. */
export const useJoinControl = (): GuestControl | null => useContext(JoinControl);
