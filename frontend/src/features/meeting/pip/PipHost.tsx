import { Suspense, useEffect } from 'react';
import { useValue } from '../../../hooks/useValue';
import { lazyInCall } from '../../../lib/lazy-part';
import { useMeetingView } from '../stage/meeting-view';
import { closePip } from './pip-window';

const PipContent = lazyInCall(async () => (await import('./PipContent')).PipContent);

/** Renders into the small window while it is open, and closes it when the meeting ends. */
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
