import { expect, test } from 'vitest';
import { emailSchema, passwordSchema } from './auth';
import { MAX_MESSAGE_LENGTH, messageTextSchema } from './chat';
import { displayNameSchema, limitSchema } from './text';

test('a name is trimmed and may be in any script', () => {
  expect(displayNameSchema.parse('  Ana Müller 李 😀 ')).toBe('Ana Müller 李 😀');
});

test.each([
  ['empty', '   '],
  ['too long', 'x'.repeat(65)],
  ['of two lines', 'Ana\nBen'],
  ['with a control character', 'Ana\u0007'],
  ['with NUL', 'Ana\0'],
  ['with a bidirectional override', 'Ana\u202Egpj.exe'],
  ['with an isolate', 'Ana\u2066x\u2069'],
])('a name %s is refused', (_kind, name) => {
  expect(displayNameSchema.safeParse(name).success).toBe(false);
});

test('a message keeps its lines and tabs, and Windows line ends become plain ones', () => {
  expect(messageTextSchema.parse(' one\r\n\ttwo \n')).toBe('one\n\ttwo');
});

test('a message has 1 to 4,000 characters', () => {
  expect(messageTextSchema.safeParse('x'.repeat(MAX_MESSAGE_LENGTH)).success).toBe(true);
  expect(messageTextSchema.safeParse('x'.repeat(MAX_MESSAGE_LENGTH + 1)).success).toBe(false);
  expect(messageTextSchema.safeParse(' \n ').success).toBe(false);
});

test.each(['a\0b', 'a\u001bb', 'a\u202eb', 'a\u2067b'])('the message %j is refused', (text) => {
  expect(messageTextSchema.safeParse(text).success).toBe(false);
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
