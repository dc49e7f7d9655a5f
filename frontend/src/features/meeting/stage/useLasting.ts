import { useEffect, useRef, useState } from 'react';

/** Those of `ids` that have been among them for `ms` milliseconds; the same array while it is equal. */
export function useLasting(ids: readonly string[], ms: number): readonly string[] {
  const [lasting, setLasting] = useState<readonly string[]>([]);
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const running = timers.current;
    for (const [id, timer] of running) {
      if (ids.includes(id)) continue;
      clearTimeout(timer);
      running.delete(id);
    }
    setLasting((before) => {
      const staying = before.filter((id) => ids.includes(id));
      return staying.length === before.length ? before : staying;
    });
    for (const id of ids) {
      if (running.has(id)) continue;
      running.set(
        id,
        setTimeout(() => setLasting((before) => [...before, id]), ms),
      );
    }
  }, [ids, ms]);
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running.values()) clearTimeout(timer);
      running.clear();
    };
  }, []);
  return lasting;
}
