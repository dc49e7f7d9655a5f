import type { Mark } from '@parley/shared/marks';

/** Decisions in the order of time; actions with the open ones first, the earliest due first. */
export function outcomesOf(marks: readonly Mark[]): { decisions: Mark[]; actions: Mark[] } {
  // No day comes after `9999`, and `~` comes after every digit.
  const rank = ({ dueOn, done }: Mark): string => (done ? '~' : (dueOn ?? '9999'));
  return {
    decisions: marks.filter(({ kind }) => kind === 'decision'),
    actions: marks
      .filter(({ kind }) => kind === 'action')
      .sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0)),
  };
}
