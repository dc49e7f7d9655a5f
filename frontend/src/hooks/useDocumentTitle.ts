import { useEffect } from 'react';
import { isolate } from '../lib/isolate';

/** Names the tab: `History · Parley`. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${isolate(title)} · Parley`;
  }, [title]);
}
