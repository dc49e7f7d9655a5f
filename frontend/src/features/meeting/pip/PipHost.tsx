import { Suspense, useEffect } from 'react';
import { useValue } from '../../../hooks/useValue';
import { lazyInCall } from '../../../lib/lazy-part';
import { useMeetingView } from '../stage/meeting-view';
import { closePip } from './pip-window';

const PipContent = lazyInCall(async () => (await import('./PipContent')).PipContent);

/** Fills the small window while there is one, and closes it with the meeting. */
export function PipHost() {
  const view = useMeetingView();
  const pipWindow = useValue(view.pipWindow);
  useEffect(() => () => closePip(view), [view]);
  useEffect(() => {
    if (pipWindow === null) return;
    const closed = (): void => view.pipWindow.update((now) => (now === pipWindow ? null : now));
    pipWindow.addEventListener('pagehide', closed);
    return () => pipWindow.removeEventListener('pagehide', closed);
  }, [view, pipWindow]);
  if (pipWindow === null) return null;
  return (
    <Suspense>
      <PipContent pipWindow={pipWindow} />
    </Suspense>
  );
}
