/** Whether a field of `change` differs from that of `current` (`Object.is`, one level deep). */
export function differs<T extends object>(current: T, change: Partial<T>): boolean {
  return Object.entries(change).some(([key, value]) => !Object.is(current[key as keyof T], value));
}
