const endings = new Set<() => void>();

/**
 * Runs `end` when the test run exits, also when it is interrupted. All callers share one listener,
 * because Node warns about many.
 * @returns a function that unregisters `end`
 */
export function atExit(end: () => void): () => void {
  if (endings.size === 0) process.once('exit', endAll);
  endings.add(end);
  return () => {
    endings.delete(end);
    if (endings.size === 0) process.off('exit', endAll);
  };
}

function endAll(): void {
  for (const end of endings) end();
}
