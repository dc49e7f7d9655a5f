import { describe, expect, it } from 'vitest';
import { readNextPath, withNextPath } from './next-path';

const read = (next: string) => readNextPath(new URLSearchParams({ next }));

describe('the path to open after signing in', () => {
  it('the path of ?next= is opened', () => {
    expect(read('/r/team-monday?video=0#chat')).toBe('/r/team-monday?video=0#chat');
  });

  it('the dashboard is opened without ?next=', () => {
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

  it.each(['/login', '/register?next=/x'])('a path to a form is not accepted: %s', (next) => {
    expect(read(next)).toBe('/');
  });

  it('links between the two forms keep the path', () => {
    const link = withNextPath('/register', '/r/a-b?x=1&y=2');
    expect(readNextPath(new URL(link, 'https://parley.test').searchParams)).toBe('/r/a-b?x=1&y=2');
  });

  it('the key of an encrypted room stays out of the address, and the rest of a fragment does not', () => {
    const key = 'e2ee=AAAAAAAAAAAAAAAAAAAAAA';
    const next = (path: string) =>
      read(new URL(withNextPath('/login', path), 'https://x.test').searchParams.get('next') ?? '');
    expect(next(`/r/a-b#${key}`)).toBe('/r/a-b');
    expect(next(`/r/a-b#key=abc&${key}`)).toBe('/r/a-b#key=abc');
    expect(next('/r/a-b#chat')).toBe('/r/a-b#chat');
  });

  it('links omit a path to the dashboard and an invalid path', () => {
    expect(withNextPath('/login', '/')).toBe('/login');
    expect(withNextPath('/login', '//evil.example')).toBe('/login');
  });
});
