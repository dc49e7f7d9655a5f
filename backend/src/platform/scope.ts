/** Collects what is open, and closes it in reverse order. */
export interface Scope {
  /** Registers a closing function. Code that opens something calls this on the next line. */
  add(close: () => unknown): void;
  /** Idempotent. Continues after a failure, and throws the first one at the end. */
  close(): Promise<void>;
}

/** Creates an empty scope. */
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
