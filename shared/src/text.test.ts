import { expect, test } from 'vitest';
import { emailSchema, passwordSchema } from './auth';
import { MAX_MESSAGE_LENGTH, messageTextSchema } from './chat';
import { displayNameSchema, foldName, limitSchema, searchSchema } from './text';

test('a name is trimmed and may be in any script', () => {
  expect(displayNameSchema.parse('  Ana Müller 李 😀 ')).toBe('Ana Müller 李 😀');
});

test.each([
  ['empty', '   '],
  ['too long', 'x'.repeat(65)],
  ['of two lines', 'Ana\nBen'],
  ['with a control character', 'Ana\u0007'],
  ['with NUL', 'Ana\0'],
])('a name %s is refused', (_kind, name) => {
  expect(displayNameSchema.safeParse(name).success).toBe(false);
});

test.each([
  ['a zero width space', '\u200b'],
  ['a Hangul filler', '\u3164'],
  ['a blank Braille pattern', '\u2800'],
  ['a word joiner', '\u2060'],
  ['a soft hyphen', '\u00ad'],
  ['marks without a letter', '\u0301\u0302'],
  ['a variation selector', '\ufe0f'],
  ['tags without a flag', '\udb40\udc41\udb40\udc42'],
  ['half a character', '\ud83d'],
  ['a joiner', '\u200d'],
  ['a private character', '\ue000'],
  ['a place that Unicode never fills', '\uffff'],
  ['several of them', '\u2800 \u200b\u3164\u034f'],
])('a name of nothing but %s is refused in words', (_kind, name) => {
  const [issue] = displayNameSchema.safeParse(name).error?.issues ?? [];
  expect(issue?.message).toBe('Enter at least one character that can be seen, such as a letter');
});

test.each([
  ['Cl\u200beo', 'Cleo', 'a zero width space goes'],
  ['Ana\u2028Ruiz', 'Ana Ruiz', 'a line separator is a space'],
  ['Ana \u00a0\u3000 Ruiz', 'Ana Ruiz', 'spaces of all kinds are one'],
  ['Ana\u2800\u2800\u2800', 'Ana', 'blank patterns at the end go'],
  ['\u061cAna', 'Ana', 'an Arabic letter mark goes'],
  ['\u202eAna', 'Ana', 'an override goes'],
  ['Ana\u202egpj.exe', 'Anagpj.exe', 'an override goes'],
  ['Ana\u2066x\u2069', 'Anax', 'isolates go'],
  [
    '\u0646\u0648\u0639\u0647 \u05db\u05d4\u05df\u200f',
    '\u0646\u0648\u0639\u0647 \u05db\u05d4\u05df',
    'a right-to-left mark goes',
  ],
  ['\u0301Ana', 'Ana', 'a mark at the start has nothing to stand on'],
  ['Zoe\u0308', 'Zo\u00eb', 'letters and marks are composed'],
  ['Ana\ud83dRuiz', 'AnaRuiz', 'half a character goes'],
  ['A\ufe0f', 'A', 'a letter has no form as an emoji'],
  ['\u{1f469}\u200d', '\u{1f469}', 'a joiner that joins nothing goes'],
  ['Ana\u200dRuiz', 'AnaRuiz', 'Latin letters are not joined'],
  [
    `A${'\u0301'.repeat(12)}na`,
    '\u00c1\u0301\u0301\u0301na',
    'four marks are left on a letter, the one that it is composed with included',
  ],
])('the name %j is stored as %j: %s', (typed, stored) => {
  expect(displayNameSchema.parse(typed)).toBe(stored);
  expect(displayNameSchema.parse(stored)).toBe(stored);
});

test.each([
  ['a non-joiner in Persian', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
  ['a joiner in Hindi', '\u0915\u094d\u200d\u0937'],
  ['a joiner at the end of Malayalam', '\u0d05\u0d35\u0d28\u0d4d\u200d'],
  ['marks in Burmese', '\u1019\u103b\u103e\u1031\u102c\u103a\u101c\u1004\u1037\u103a'],
  [
    'a space without width in Khmer',
    '\u1797\u17b6\u179f\u17b6\u200b\u1781\u17d2\u1798\u17c2\u179a',
  ],
  ['an ideograph in its registered form', '\u845b\u{e0100}\u57ce'],
  ['an astronaut', '\u{1f469}\u200d\u{1f680}'],
  ['a family with skin tones', '\u{1f9d1}\u{1f3fb}\u200d\u2764\ufe0f\u200d\u{1f9d1}\u{1f3fc}'],
  ['a flag', '\u{1f1ea}\u{1f1f8}'],
  ['the flag of Scotland', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
  ['a rainbow flag', '\u{1f3f3}\ufe0f\u200d\u{1f308}'],
  ['a keycap', '1\ufe0f\u20e3'],
  ['an emoji that Unicode has not named yet', '\u{1faff}'],
  ['an ideograph that Unicode has not named yet', '\u{2fffd}'],
  ['59 letters and a rocket', `${'x'.repeat(59)}\u{1f680}`],
])('a name with %s stays as it is', (_kind, name) => {
  expect(displayNameSchema.parse(name)).toBe(name);
});

test('the length of a name is counted in code points, as it is stored', () => {
  expect(displayNameSchema.parse(`${'x'.repeat(64)}\u200b`)).toHaveLength(64);
  expect(displayNameSchema.safeParse(`${'x'.repeat(63)}\u{1f680}`).success).toBe(true);
  expect(displayNameSchema.safeParse(`${'x'.repeat(64)}\u{1f680}`).success).toBe(false);
});

test.each([
  ['Camille Martin', 'camille  martin'],
  ['Camille Martin', 'CamilleMartin'],
  ['Zo\u00eb', 'zoe\u0308'],
  ['\uff21\uff4e\uff41', 'Ana'],
  ['\u0645\u06cc\u200c\u062e\u0648', '\u0645\u06cc\u062e\u0648'],
  ['Stra\u00dfe', 'STRASSE'],
])('readers take %j and %j for the same name', (one, other) => {
  expect(foldName(one)).toBe(foldName(other));
});

test('names that look different are different', () => {
  expect(new Set(['Ana', 'An\u00e1', 'Anna', 'Ana 2'].map(foldName)).size).toBe(4);
});

test('what is looked for is cleaned like what is found, and may be nothing', () => {
  expect(searchSchema(80).parse(' Zoe\u0308\u200b ')).toBe('Zo\u00eb');
  expect(searchSchema(80).parse('\u200b')).toBe('');
});

test('a message keeps its lines and tabs, and Windows line ends become plain ones', () => {
  expect(messageTextSchema.parse(' one\r\n\ttwo \n')).toBe('one\n\ttwo');
});

test('a message has 1 to 4,000 characters', () => {
  expect(messageTextSchema.safeParse('x'.repeat(MAX_MESSAGE_LENGTH)).success).toBe(true);
  expect(messageTextSchema.safeParse('x'.repeat(MAX_MESSAGE_LENGTH + 1)).success).toBe(false);
  expect(messageTextSchema.safeParse(' \n ').success).toBe(false);
});

test.each(['a\0b', 'a\u001bb', '\u200b', '\u2800\u2800', '\u200f'])(
  'the message %j is refused',
  (text) => {
    expect(messageTextSchema.safeParse(text).success).toBe(false);
  },
);

test.each([
  ['+\u202a1 555 0100\u202c', '+1 555 0100', 'a phone number from the contacts'],
  ['+\u200e1 555 0100', '+1 555 0100', 'a mark without any text from right to left'],
  ['first\u000bsecond\fthird', 'first\nsecond\nthird', 'line breaks of word processors'],
  ['a\u2028b\u2029c\u0085d\re', 'a\nb\nc\nd\ne', 'line breaks of other systems'],
  ['abc\u202edef', 'abcdef', 'an override'],
  ['a\u2067b', 'ab', 'an isolate'],
  ['a\ud83db', 'ab', 'half a character'],
  [`e${'\u0301'.repeat(40)}`, `e${'\u0301'.repeat(4)}`, 'a heap of marks'],
])('the message %j is sent as %j: %s', (typed, stored) => {
  expect(messageTextSchema.parse(typed)).toBe(stored);
});

test.each([
  'shalom \u200f\u05e9\u05dc\u05d5\u05dd?',
  '\u05e9\u05dc\u05d5\u05dd!\u200f',
  'a'.repeat(63) + ' in a bubble',
  '\u2801\u2800\u2801',
  'two  spaces\tand a tab',
  'e\u0301',
])('the message %j stays as it is', (text) => {
  expect(messageTextSchema.parse(text)).toBe(text);
});

test('HTML in a message is text like any other', () => {
  const text = '<img src=x onerror=alert(1)>';
  expect(messageTextSchema.parse(text)).toBe(text);
});

test('a password is never trimmed, and has 8 to 256 characters', () => {
  expect(passwordSchema.parse('  spaces  ')).toBe('  spaces  ');
  expect(passwordSchema.safeParse('x'.repeat(256)).success).toBe(true);
  expect(passwordSchema.safeParse('x'.repeat(257)).success).toBe(false);
  expect(passwordSchema.safeParse('1234567').success).toBe(false);
});

test('an email is trimmed, and must be one', () => {
  expect(emailSchema.parse('\u200eana@example.org\u200b ')).toBe('ana@example.org');
  expect(emailSchema.parse(' Ana@Example.org ')).toBe('Ana@Example.org');
  for (const wrong of ['ana', 'ana@', '@example.org', `${'a'.repeat(250)}@example.org`]) {
    expect(emailSchema.safeParse(wrong).success).toBe(false);
  }
});

test('the size of a page is 20 unless asked for, and 1 to 100', () => {
  expect(limitSchema.parse(undefined)).toBe(20);
  expect(limitSchema.parse('100')).toBe(100);
  for (const wrong of ['0', '101', '1.5', 'many']) {
    expect(limitSchema.safeParse(wrong).success).toBe(false);
  }
});
