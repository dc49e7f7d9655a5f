import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { LinkedText } from './LinkedText';

/** Each link as its address and its words. */
function linksIn(text: string): [href: string, words: string][] {
  const html = renderToStaticMarkup(<LinkedText text={text} />);
  return [...html.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>/g)].map(
    ([, href = '', words = '']) => [href, words],
  );
}

test.each([
  'See README.md and setup.sh, main.py, report.zip, clip.mov, Android.mk',
  'Is it? is.it is what it is. sentence.Next one',
  'javascript:alert(1) data:text/html,x file:///etc/passwd ftp://example.org',
  'example.org //example.org foo.www.example.org',
])('%j has no link', (text) => {
  expect(linksIn(text)).toEqual([]);
});

test.each([
  [
    'www.example.org/a_(b)?c=1.',
    ['https://www.example.org/a_(b)?c=1', 'www.example.org/a_(b)?c=1'],
  ],
  [
    'https://example.org/report.zip',
    ['https://example.org/report.zip', 'https://example.org/report.zip'],
  ],
  ['(http://localhost:3000/x), please', ['http://localhost:3000/x', 'http://localhost:3000/x']],
  ['write to ana@example.org', ['mailto:ana@example.org', 'ana@example.org']],
  ['WWW.Example.ORG!', ['https://WWW.Example.ORG', 'WWW.Example.ORG']],
])('%j has one link', (text, link) => {
  expect(linksIn(text)).toEqual([link]);
});

test('a link in text from right to left keeps its own direction', () => {
  const html = renderToStaticMarkup(<LinkedText text="\u05e8\u05d0\u05d5 https://example.org/a" />);
  expect(html).toContain('dir="ltr"');
  expect(html).toContain('rel="noopener noreferrer nofollow"');
});
