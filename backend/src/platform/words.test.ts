import { expect, test } from 'vitest';
import { findTerms, fold, foldWithOrigins, parseQuery, wordsOf } from './words';

/** The marked parts of the text, or null if the query does not match. */
function marked(text: string, query: string): string[] | null {
  const parsed = parseQuery(query);
  if (parsed === null) return null;
  const ranges = findTerms(text, parsed);
  if (ranges === null) return null;
  // What the index is asked for must be stored, or the text would never be found.
  const stored = new Set(wordsOf(text));
  expect(parsed.words.filter((word) => !stored.has(word))).toEqual([]);
  return ranges.map(([from, to]) => text.slice(from, to));
}

test.each([
  ['The BUDGET is set', 'budget', ['BUDGET']],
  ['Café crème', 'cafe creme', ['Café', 'crème']],
  ['cafe creme', 'CAFÉ CRÈME', ['cafe', 'creme']],
  ['Die Straße ist lang', 'strasse', ['Straße']],
  ['DIE STRASSE', 'straße', ['STRASSE']],
  ['ẞ', 'ss', ['ẞ']],
  ['İstanbul', 'istanbul', ['İstanbul']],
  ['ISPARTA', 'ısparta', ['ISPARTA']],
  ['ΟΔΟΣ', 'οδος', ['ΟΔΟΣ']],
  ['Łódź and Ærø', 'lodz aero', ['Łódź', 'Ærø']],
  ['ﬁnal ofﬁce', 'final office', ['ﬁnal', 'ofﬁce']],
  ['Ｆｕｌｌ width', 'full', ['Ｆｕｌｌ']],
  ['مُحَمَّد كتب', 'محمد', ['مُحَمَّد']],
  ['שָׁלוֹם', 'שלום', ['שָׁלוֹם']],
  ['Привет, Йод', 'йод', ['Йод']],
  ['今天的会议记录', '会议', ['会议']],
  ['今天的会议记录', '录', ['录']],
  ['AI会议', '会议', ['会议']],
  ['東京タワーで', 'タワー', ['タワー']],
  ['ขอประชุมพรุ่งนี้', 'ประชุม', ['ประชุม']],
  ['안녕하세요 여러분', '안녕', ['안녕']],
  ['done 🎉 now', '🎉', ['🎉']],
  ['well done 👍🏽', '👍', ['👍']],
  ['a 🇩🇪 flag', '🇩🇪', ['🇩🇪']],
  ["don't panic", "don't", ['don', 't']],
  ['soft\u00adhyphen', 'softhyphen', ['soft\u00adhyphen']],
  ['cost: 1.200 €', '1.200', ['1', '200']],
])('in %j the query %j finds %j', (text, query, found) => {
  expect(marked(text, query)).toEqual(found);
});

test.each([
  ['会记', '会议'],
  ['议会', '会议'],
  ['budgetary', '"budget"'],
  ['the rebudget', 'budget'],
  ['only one', 'one two'],
  ['कमल', 'कोमल'],
  ['かき', 'がき'],
  ['', 'x'],
])('%j does not match the query %j', (text, query) => {
  expect(marked(text, query)).toBeNull();
});

test.each([
  ['we agree on the budget plan', '"budget plan"', ['budget plan']],
  ['the budget\n  plan', '"budget plan"', ['budget\n  plan']],
  ['“Budget” plan', '“budget”', ['Budget']],
  ['a plan, no budget', '"budget plan"', null],
  ['the budget-plan', '"budget plan"', null],
  ['the budget planning', '"budget plan"', null],
  ['the budget plan of May', 'may "budget plan"', ['budget plan', 'May']],
  ['open quote here', '"quote', ['quote']],
  ['会议记录在这里', '"会议记录"', ['会议记录']],
])('in %j the phrase %j finds %j', (text, query, found) => {
  expect(marked(text, query)).toEqual(found);
});

test.each([
  ['the budget', 'budg', ['budg']],
  ['the budget', 'bud', null],
  ['the budget', 'bud the', null],
  ['the budget', 'the budge', ['the', 'budge']],
  ['the budget', 'bud.', null],
  ['ab', 'ab', ['ab']],
])('an unfinished word: in %j the query %j finds %j', (text, query, found) => {
  const parsed = parseQuery(query);
  const ranges = parsed && findTerms(text, parsed);
  const stored = new Set(wordsOf(text));
  const isFound = ranges != null && parsed?.words.every((word) => stored.has(word)) === true;
  expect(isFound ? ranges.map(([from, to]) => text.slice(from, to)) : null).toEqual(found);
});

test.each(['', '   ', '.*', '"', '""', '$', '()[]{}', '\\', '^^^'])(
  'the query %j has no word',
  (query) => {
    expect(parseQuery(query)).toBeNull();
  },
);

test.each(['$where', 'a.*b', '{"$gt": ""}', '-word', 'word OR other', '(?=x)', 'x|y', 'NOT x'])(
  'the query %j is plain text',
  (query) => {
    expect(marked(`before ${query} after`, query)).not.toBeNull();
    expect(marked('something else', query)).toBeNull();
  },
);

test('a text of any length has a bounded number of bounded words', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `w${index}`).join(' ');
  expect(wordsOf(many)).toHaveLength(4_096);
  const long = 'x'.repeat(4_000);
  expect(wordsOf(long)).toEqual(['x'.repeat(32), 'xxxx^']);
  expect(marked(long, long)).toEqual([long]);
});

test('a query of thousands of words is read in a moment and asks for few', () => {
  const parsed = parseQuery(Array.from({ length: 2_000 }, (_, index) => `w${index}`).join(' '));
  expect(parsed?.terms).toHaveLength(16);
  expect(parsed?.words).toHaveLength(8);
});

test.each(['Straße ﬁ', 'é e\u0301 x', 'İı', '한국어', '👨‍👩‍👧 x', 'a\u0301\u0302\u0303b'])(
  'the origins of the folded %j cover the text in order',
  (text) => {
    const { folded, originOf } = foldWithOrigins(text);
    expect(folded).toBe(fold(text));
    expect(originOf(0, folded.length)).toEqual([0, text.length]);
    let last = 0;
    for (let at = 0; at < folded.length; at += 1) {
      const [from, to] = originOf(at, at + 1);
      expect(from).toBeGreaterThanOrEqual(last);
      expect(to).toBeGreaterThan(from);
      last = from;
    }
  },
);
