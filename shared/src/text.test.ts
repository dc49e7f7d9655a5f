import { expect, test } from 'vitest';
import { emailSchema, passwordSchema } from './auth';
import { MAX_MESSAGE_LENGTH, messageTextSchema } from './chat';
import { displayNameSchema, foldName, limitSchema, searchSchema } from './text';

test('a name is trimmed and may use every script', () => {
  expect(displayNameSchema.parse('  Ana Müller 李 😀 ')).toBe('Ana Müller 李 😀');
});

test.each([
  ['empty', '   '],
  ['too long', 'x'.repeat(65)],
  ['two lines long', 'Ana\nBen'],
  ['written with a control character', 'Ana\u0007'],
  ['written with NUL', 'Ana\0'],
])('refuses a name that is %s', (_kind, name) => {
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
  ['a lone surrogate', '\ud83d'],
  ['a joiner', '\u200d'],
  ['a private code point', '\ue000'],
  ['a noncharacter', '\uffff'],
  ['several of them', '\u2800 \u200b\u3164\u034f'],
])('refuses a name that consists of %s, with a message', (_kind, name) => {
  const [issue] = displayNameSchema.safeParse(name).error?.issues ?? [];
  expect(issue?.message).toBe('Enter at least one character that can be seen, such as a letter');
});

test.each([
  ['Cl\u200beo', 'Cleo', 'removes a zero width space'],
  ['Ana\u2028Ruiz', 'Ana Ruiz', 'turns a line separator into a space'],
  ['Ana \u00a0\u3000 Ruiz', 'Ana Ruiz', 'joins spaces of all kinds'],
  ['Ana\u2800\u2800\u2800', 'Ana', 'removes blank patterns at the end'],
  ['\u061cAna', 'Ana', 'removes an Arabic letter mark'],
  ['\u202eAna', 'Ana', 'removes an override'],
  ['Ana\u202egpj.exe', 'Anagpj.exe', 'removes an override inside a word'],
  ['Ana\u2066x\u2069', 'Anax', 'removes isolates'],
  [
    '\u0646\u0648\u0639\u0647 \u05db\u05d4\u05df\u200f',
    '\u0646\u0648\u0639\u0647 \u05db\u05d4\u05df',
    'removes a right-to-left mark',
  ],
  ['\u0301Ana', 'Ana', 'removes a combining mark without a letter'],
  ['Zoe\u0308', 'Zo\u00eb', 'composes letters and marks'],
  ['Ana\ud83dRuiz', 'AnaRuiz', 'removes a lone surrogate'],
  ['A\ufe0f', 'A', 'removes a variation selector after a letter'],
  ['\u{1f469}\u200d', '\u{1f469}', 'removes a joiner that joins nothing'],
  ['Ana\u200dRuiz', 'AnaRuiz', 'removes a joiner between Latin letters'],
  [
    `A${'\u0301'.repeat(12)}na`,
    '\u00c1\u0301\u0301\u0301na',
    'keeps four marks on a letter, including a composed one',
  ],
])('stores the name %j as %j: %s', (typed, stored) => {
  expect(displayNameSchema.parse(typed)).toBe(stored);
  expect(displayNameSchema.parse(stored)).toBe(stored);
});

test.each([
  ['a non-joiner in Persian', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
  ['a joiner in Hindi', '\u0915\u094d\u200d\u0937'],
  ['a joiner at the end of Malayalam', '\u0d05\u0d35\u0d28\u0d4d\u200d'],
  ['marks in Burmese', '\u1019\u103b\u103e\u1031\u102c\u103a\u101c\u1004\u1037\u103a'],
  ['a zero width space in Khmer', '\u1797\u17b6\u179f\u17b6\u200b\u1781\u17d2\u1798\u17c2\u179a'],
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
])('keeps a name with %s unchanged', (_kind, name) => {
  expect(displayNameSchema.parse(name)).toBe(name);
});

test('the length of a name counts code points after cleaning', () => {
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
])('folds %j and %j to the same key', (one, other) => {
  expect(foldName(one)).toBe(foldName(other));
});

test('names that look different have different keys', () => {
  expect(new Set(['Ana', 'An\u00e1', 'Anna', 'Ana 2'].map(foldName)).size).toBe(4);
});

test('a search term is cleaned like a name, and may be empty', () => {
  expect(searchSchema(80).parse(' Zoe\u0308\u200b ')).toBe('Zo\u00eb');
  expect(searchSchema(80).parse('\u200b')).toBe('');
});

test('a message keeps lines and tabs, and gets Unix line ends', () => {
  expect(messageTextSchema.parse(' one\r\n\ttwo \n')).toBe('one\n\ttwo');
});

test('a message may have 1 to 4,000 characters', () => {
  expect(messageTextSchema.safeParse('x'.repeat(MAX_MESSAGE_LENGTH)).success).toBe(true);
  expect(messageTextSchema.safeParse('x'.repeat(MAX_MESSAGE_LENGTH + 1)).success).toBe(false);
  expect(messageTextSchema.safeParse(' \n ').success).toBe(false);
});

test.each(['a\0b', 'a\u001bb', '\u200b', '\u2800\u2800', '\u200f'])(
  'refuses the message %j',
  (text) => {
    expect(messageTextSchema.safeParse(text).success).toBe(false);
  },
);

test.each([
  [
    '+\u202a1 555 0100\u202c',
    '+1 555 0100',
    'removes the embedding of a phone number from contacts',
  ],
  ['+\u200e1 555 0100', '+1 555 0100', 'removes a direction mark without right-to-left text'],
  ['first\u000bsecond\fthird', 'first\nsecond\nthird', 'converts line breaks of word processors'],
  ['a\u2028b\u2029c\u0085d\re', 'a\nb\nc\nd\ne', 'converts line breaks of other systems'],
  ['abc\u202edef', 'abcdef', 'removes an override'],
  ['a\u2067b', 'ab', 'removes an isolate'],
  ['a\ud83db', 'ab', 'removes a lone surrogate'],
  [`e${'\u0301'.repeat(40)}`, `e${'\u0301'.repeat(4)}`, 'keeps four marks on a letter'],
])('stores the message %j as %j: %s', (typed, stored) => {
  expect(messageTextSchema.parse(typed)).toBe(stored);
});

test.each([
  'shalom \u200f\u05e9\u05dc\u05d5\u05dd?',
  '\u05e9\u05dc\u05d5\u05dd!\u200f',
  'a'.repeat(63) + ' in a bubble',
  '\u2801\u2800\u2801',
  'two  spaces\tand a tab',
  'e\u0301',
])('keeps the message %j unchanged', (text) => {
  expect(messageTextSchema.parse(text)).toBe(text);
});

test('HTML in a message stays text', () => {
  const text = '<img src=x onerror=alert(1)>';
  expect(messageTextSchema.parse(text)).toBe(text);
});

test('a password keeps its spaces and may have 8 to 256 characters', () => {
  expect(passwordSchema.parse('  spaces  ')).toBe('  spaces  ');
  expect(passwordSchema.safeParse('x'.repeat(256)).success).toBe(true);
  expect(passwordSchema.safeParse('x'.repeat(257)).success).toBe(false);
  expect(passwordSchema.safeParse('1234567').success).toBe(false);
});

test('an email address is trimmed, and an invalid one is refused', () => {
  expect(emailSchema.parse('\u200eana@example.org\u200b ')).toBe('ana@example.org');
  expect(emailSchema.parse(' Ana@Example.org ')).toBe('Ana@Example.org');
  for (const wrong of ['ana', 'ana@', '@example.org', `${'a'.repeat(250)}@example.org`]) {
    expect(emailSchema.safeParse(wrong).success).toBe(false);
  }
});

test('a page has 20 entries by default, and may have 1 to 100', () => {
  expect(limitSchema.parse(undefined)).toBe(20);
  expect(limitSchema.parse('100')).toBe(100);
  for (const wrong of ['0', '101', '1.5', 'many']) {
    expect(limitSchema.safeParse(wrong).success).toBe(false);
  }
});
