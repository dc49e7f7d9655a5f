/** Where storage is blocked, reading the property itself throws; some in-app browsers have null. */
export function storageIfAllowed(): Storage | undefined {
  try {
    const { localStorage } = window as { localStorage: Storage | null };
    return localStorage ?? undefined;
  } catch {
    return undefined;
  }
}

/** Never throws: what cannot be read counts as not there. */
export function readIfAllowed(key: string): string | null {
  try {
    return storageIfAllowed()?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

/** Never throws: what cannot be kept, since storage is blocked or full, still holds for this visit. */
export function keepIfAllowed(key: string, value: string): void {
  try {
    storageIfAllowed()?.setItem(key, value);
  } catch {
    // Storage is full.
  }
}
