import { MAX_MARK_TEXT, markKindSchema, type MarkKind } from '@parley/shared/marks';
import { cleanText } from '@parley/shared/text';

/** The kinds of marks in the order of menus and lines. */
export const MARK_KINDS: readonly MarkKind[] = markKindSchema.options;

/** How the user interface names a mark: `Decision`. */
export const MARK_LABELS: Record<MarkKind, string> = {
  moment: 'Moment',
  decision: 'Decision',
  action: 'Action',
};

/** The text of a line as the first wording of a mark: one line that is not too long. */
export function wordingOf(text: string): string {
  const characters = Array.from(cleanText(text).replaceAll(/\s+/gu, ' ').trim());
  if (characters.length <= MAX_MARK_TEXT) return characters.join('');
  return `${characters
    .slice(0, MAX_MARK_TEXT - 1)
    .join('')
    .trimEnd()}…`;
}
