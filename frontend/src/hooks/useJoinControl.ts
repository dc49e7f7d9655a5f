import { createContext, type ReactNode, useContext } from 'react';

export const JoinControl = createContext<ReactNode>(null);

/** What the lobby shows instead of 'Join now'; null for the button itself. */
export const useJoinControl = (): ReactNode => useContext(JoinControl);
