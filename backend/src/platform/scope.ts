/** Collects what was opened, and closes it in reverse order. */
export interface Scope {
  /** Whoever opens something registers its closing on the next line. */
  add(close: () => unknown): void;
  /** Idempotent; goes on when one closing fails and throws the first failure at the end. */
  close(): Promise<void>;
}

export function createScope(): Scope {
  const closers: (() => unknown)[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const close of closers.reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: (close) => void closers.push(close),
    close: () => (closing ??= closeAll()),
  };
}
