/**
 * Says that the system, or a switch on the device, withholds the media of this source. Only
 * something that makes a sound can be muted, so a camera is "stopped".
 */
export function systemMutedWords(source: string): string {
  return `${source === 'microphone' ? 'muted' : 'stopped'} by the system`;
}
