export function messageCountLabel(count: number): string {
  return count === 1 ? '1\u00A0message' : `${count}\u00A0messages`;
}
