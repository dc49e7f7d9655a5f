/** Where storage is blocked, reading the property itself throws. */
export function storageIfAllowed(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
