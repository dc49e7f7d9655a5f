import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/**
 * After going to another page, puts the focus where its content begins, so that the keyboard and
 * screen readers do not stay at a link that is gone. A field that took the focus itself keeps it.
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
