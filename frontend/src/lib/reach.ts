/** Whether the server answers: asks for something small that is always there, past any cache. */
export async function canReach(): Promise<boolean> {
  try {
    return (await fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
