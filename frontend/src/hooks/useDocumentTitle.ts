import { useEffect } from 'react';

/** Names the tab: `History · Parley`. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Parley`;
  }, [title]);
}
