import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

describe.each([
  ['with', Intl],
  ['without', { ...Intl, Segmenter: undefined }],
])('in a browser %s Intl.Segmenter', (_which, intl) => {
  let graphemes: (text: string) => string[];
  let firstGrapheme: (text: string) => string;
  let cutText: (text: string, max: number) => string;

  beforeEach(async () => {
    vi.stubGlobal('Intl', intl);
    vi.resetModules();
    ({ graphemes, firstGrapheme, cutText } = await import('./graphemes'));
  });

  test('a text is split into grapheme clusters', () => {
    expect(graphemes('Ana')).toEqual(['A', 'n', 'a']);
    expect(graphemes('e\u0301a')).toEqual(['e\u0301', 'a']);
    expect(graphemes('👩‍👩‍👧x👍🏽')).toEqual(['👩‍👩‍👧', 'x', '👍🏽']);
    expect(graphemes('🇪🇸🇫🇷')).toEqual(['🇪🇸', '🇫🇷']);
    expect(graphemes('❤️1️⃣')).toEqual(['❤️', '1️⃣']);
    expect(graphemes('a\r\nb\n')).toEqual(['a', '\r\n', 'b', '\n']);
    expect(graphemes('')).toEqual([]);
  });

  test('the first grapheme cluster is whole', () => {
    expect(firstGrapheme('👩‍🚀 Ana')).toBe('👩‍🚀');
    expect(firstGrapheme('')).toBe('');
  });

  test('a text is cut between grapheme clusters', () => {
    expect(cutText('Ana', 3)).toBe('Ana');
    expect(cutText('Anna', 3)).toBe('Ann');
    expect(cutText('ab🚀', 3)).toBe('ab');
    expect(cutText('ab🚀', 4)).toBe('ab🚀');
    expect(cutText('ae\u0301', 2)).toBe('a');
  });
});

test('half of a surrogate pair counts as one character', async () => {
  const { graphemes } = await import('./graphemes');
  expect(graphemes('\ud83d')).toEqual(['\ud83d']);
});
