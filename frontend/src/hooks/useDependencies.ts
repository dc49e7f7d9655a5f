import { createContext, useContext } from 'react';
import type { ApiClient } from '../lib/api-client';
import type { GuestIdentity } from '../lib/guest-identity';
import type { Session } from '../lib/session';

/** The objects that the app creates once for all components. */
export interface Dependencies {
  api: ApiClient;
  session: Session;
  /** This browser as a guest of a room, as long as the document lives. */
  guestOf(code: string): GuestIdentity;
}

export const DependenciesContext = createContext<Dependencies | null>(null);

/** The dependencies of the app. @throws {Error} outside a DependenciesContext. */
export function useDependencies(): Dependencies {
  const dependencies = useContext(DependenciesContext);
  if (dependencies === null) throw new Error('useDependencies needs a DependenciesContext');
  return dependencies;
}
