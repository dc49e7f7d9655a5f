import { useEffect } from 'react';
import { isolate } from '../lib/isolate';

/** Sets the title of the document: `History · Parley`. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${isolate(title)} · Parley`;
  }, [title]);
}
