import { describe, expect, it } from 'vitest';
import { readNextPath, withNextPath } from './next-path';

const read = (next: string) => readNextPath(new URLSearchParams({ next }));

describe('the path to go on to after signing in', () => {
  it('is the one that the link carried', () => {
    expect(read('/r/team-monday?video=0#chat')).toBe('/r/team-monday?video=0#chat');
  });

  it('is the dashboard where the link carried none', () => {
    expect(readNextPath(new URLSearchParams())).toBe('/');
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/\t/evil.example/',
    '/\n/evil.example/',
    'javascript:alert(1)',
    'r/abc',
    '',
  ])('never leads to another origin: %j', (next) => {
    expect(read(next)).toBe('/');
  });

  it.each(['/login', '/register?next=/x'])('never leads back to a form: %s', (next) => {
    expect(read(next)).toBe('/');
  });

  it('survives changing between the two forms', () => {
    const link = withNextPath('/register', '/r/a-b?x=1&y=2');
    expect(readNextPath(new URL(link, 'https://parley.test').searchParams)).toBe('/r/a-b?x=1&y=2');
  });

  it('is left out of links where it would say nothing', () => {
    expect(withNextPath('/login', '/')).toBe('/login');
    expect(withNextPath('/login', '//evil.example')).toBe('/login');
  });
});
