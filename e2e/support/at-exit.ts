const endings = new Set<() => void>();

/**
 * Does this also where the test run itself is ended. One listener for all: Node warns of many.
 *
 * @returns takes it back
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
