const KEY = 'parley:reloaded-at';
const AT_MOST_EVERY_MS = 60_000;

/**
 * Loads the document anew, unless that was done a moment ago and so does not help; says whether.
 * Where storage is blocked it cannot be told, and is not done.
 */
export function reloadOnce(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    // The clock may have been set back since.
    if (Math.abs(Date.now() - last) < AT_MOST_EVERY_MS) return false;
    sessionStorage.setItem(KEY, String(Date.now()));
  } catch {
    return false;
  }
  window.location.reload();
  return true;
}
