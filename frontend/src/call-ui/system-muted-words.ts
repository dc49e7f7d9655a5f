/** The text for a system-muted source. Users call a microphone muted, but not a camera. */
export function systemMutedWords(source: string): string {
  return `${source === 'microphone' ? 'muted' : 'stopped'} by the system`;
}
