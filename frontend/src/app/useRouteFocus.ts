import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/**
 * Focuses the main landmark after a navigation, so that keyboard and screen readers do not stay at a
 * link that has disappeared. A field of the new page that has the focus keeps it.
 */
export function useRouteFocus(): void {
  const { pathname } = useLocation();
  const previous = useRef(pathname);
  useEffect(() => {
    if (previous.current === pathname) return;
    previous.current = pathname;
    const main = document.getElementById('main');
    if (main !== null && !main.contains(document.activeElement)) main.focus();
    window.scrollTo(0, 0);
  }, [pathname]);
}
