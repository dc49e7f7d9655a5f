import { expect, test } from 'vitest';
import { formatRandomCode, isRandomCode, parseRoomCode, roomCodeKey } from './room-code';

test.each([
  ['abcd-efgh-jk', 'abcd-efgh-jk'],
  ['  ABCD EFGH JK ', 'abcd-efgh-jk'],
  ['abcdefghjk', 'abcdefghjk'],
  ['Team_Room', 'team-room'],
  ['my - team', 'my-team'],
  ['https://meet.example.org/r/abcd-efgh-jk', 'abcd-efgh-jk'],
  ['https://meet.example.org/r/Team%20Room?x=1#top', 'team-room'],
  ['http://127.0.0.1:3000/r/abc/', 'abc'],
  ['meet.example.org/r/abc', 'abc'],
  ['-abc-', 'abc'],
  ['abcd-efgh-jk.', 'abcd-efgh-jk'],
  ['https://meet.example.org/r/abcd-efgh-jk).', 'abcd-efgh-jk'],
  ['<https://meet.example.org/r/abc>', 'abc'],
  ['https://meet.example.org/r/abc%22,', 'abc'],
  ['\u2066https://meet.example.org/r/abc\u200b\u2069', 'abc'],
  ['https://meet.example.org/r/abc%E2%80%8E', 'abc'],
  ['ab\u00adcd\u2013efgh\u2011jk', 'abcd-efgh-jk'],
  ['ＡＢＣ－１２３', 'abc-123'],
])('parses %j as the code %j', (typed, code) => {
  expect(parseRoomCode(typed)).toBe(code);
});

test.each([
  '',
  '  ',
  'ab',
  'a'.repeat(41),
  'zoë',
  '../../etc',
  'a/b/c',
  '%zz%zz',
  '{"$ne":null}',
  'https://meet.example.org/history',
  '<script>',
  'abc.def',
  '...',
])('rejects %j as a code', (typed) => {
  expect(parseRoomCode(typed)).toBeNull();
});

test('hyphens group a code and do not count in its key', () => {
  expect(formatRandomCode('abcdefghjk')).toBe('abcd-efgh-jk');
  expect(roomCodeKey('abcd-efgh-jk')).toBe('abcdefghjk');
});

test.each([
  [formatRandomCode('0123abcd9z'), true],
  ['weekly-standup', false],
  ['abcdefghjk', false],
  // i, l, o and u are not in the alphabet.
  ['team-unit-io', false],
])('tells from the form of %s whether it is random: %s', (code, isRandom) => {
  expect(isRandomCode(code)).toBe(isRandom);
});
