/** Where storage is blocked, reading the property itself throws. */
export function storageIfAllowed(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
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
