import { createContext, useContext } from 'react';
import type { ApiClient } from '../lib/api-client';
import type { Session } from '../lib/session';

/** What the app creates once and hands down; components never create their own. */
export interface Dependencies {
  api: ApiClient;
  session: Session;
}

export const DependenciesContext = createContext<Dependencies | null>(null);

export function useDependencies(): Dependencies {
  const dependencies = useContext(DependenciesContext);
  if (dependencies === null) throw new Error('useDependencies needs a DependenciesContext');
  return dependencies;
}
