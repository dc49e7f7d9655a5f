/**
 * How one says everywhere that the system, or a switch on the device, keeps it from being heard
 * or seen: only what has a sound can be muted.
 */
export function systemMutedWords(source: string): string {
  return `${source === 'microphone' ? 'muted' : 'stopped'} by the system`;
}
