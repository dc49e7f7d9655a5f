import { createContext, useContext } from 'react';
import type { GuestIdentity } from '../lib/guest-identity';

export const GuestContext = createContext<GuestIdentity | null>(null);

/** The guest who uses this call page; null for an account. */
export const useGuest = (): GuestIdentity | null => useContext(GuestContext);
