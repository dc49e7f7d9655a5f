export function capacityLabel(capacity: number): string {
  return capacity === 2 ? 'One-to-one' : `Up to ${capacity} people`;
}
