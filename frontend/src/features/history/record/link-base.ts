import { createContext, useContext } from 'react';

/**
 * What the links to lines begin with. On a page whose own fragment says what it shows, they keep that
 * part.
 */
export const LinkBaseContext = createContext('#');

export const useLinkBase = (): string => useContext(LinkBaseContext);
