import { MAX_MARK_TEXT, markTextSchema } from '@parley/shared/marks';
import { expect, test } from 'vitest';
import { wordingOf } from './mark-words';

test('the wording of a line with several lines is one line', () => {
  expect(wordingOf(' Ship it\n\non  Monday ')).toBe('Ship it on Monday');
});

test('the wording of a long line is cut between characters and accepted by the server', () => {
  const wording = wordingOf('🌍'.repeat(MAX_MARK_TEXT + 1));
  expect(Array.from(wording)).toHaveLength(MAX_MARK_TEXT);
  expect(wording.endsWith('🌍…')).toBe(true);
  expect(markTextSchema.safeParse(wording).success).toBe(true);
});
