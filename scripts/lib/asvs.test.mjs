import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repoRoot } from './paths.mjs';

/**
 * The requirements of OWASP ASVS 5.0 at levels 1 and 2, by section, as `number:level`. Left out: V5
 * (files) and V17.2 (media server).
 */
const REQUIREMENTS = `
1.1 1:2 2:2
1.2 1:1 2:1 3:1 4:1 5:1 6:2 7:2 8:2 9:2
1.3 1:1 2:1 3:2 4:2 5:2 6:2 7:2 8:2 9:2 10:2 11:2
1.4 1:2 2:2 3:2
1.5 1:1 2:2
2.1 1:1 2:2 3:2
2.2 1:1 2:1 3:2
2.3 1:1 2:2 3:2 4:2
2.4 1:2
3.2 1:1 2:1
3.3 1:1 2:2 3:2 4:2
3.4 1:1 2:1 3:2 4:2 5:2 6:2
3.5 1:1 2:1 3:1 4:2 5:2
3.7 1:2 2:2
4.1 1:1 2:2 3:2
4.2 1:2
4.3 1:2 2:2
4.4 1:1 2:2 3:2 4:2
6.1 1:1 2:2 3:2
6.2 1:1 2:1 3:1 4:1 5:1 6:1 7:1 8:1 9:2 10:2 11:2 12:2
6.3 1:1 2:1 3:2 4:2
6.4 1:1 2:1 3:2 4:2
6.5 1:2 2:2 3:2 4:2 5:2
6.6 1:2 2:2 3:2
6.8 1:2 2:2 3:2 4:2
7.1 1:2 2:2 3:2
7.2 1:1 2:1 3:1 4:1
7.3 1:2 2:2
7.4 1:1 2:1 3:2 4:2 5:2
7.5 1:2 2:2
7.6 1:2 2:2
8.1 1:1 2:2
8.2 1:1 2:1 3:2
8.3 1:1
8.4 1:2
9.1 1:1 2:1 3:1
9.2 1:1 2:2 3:2 4:2
10.1 1:2 2:2
10.2 1:2 2:2
10.3 1:2 2:2 3:2 4:2
10.4 1:1 2:1 3:1 4:1 5:1 6:2 7:2 8:2 9:2 10:2 11:2
10.5 1:2 2:2 3:2 4:2 5:2
10.6 1:2 2:2
10.7 1:2 2:2 3:2
11.1 1:2 2:2
11.2 1:2 2:2 3:2
11.3 1:1 2:1 3:2
11.4 1:1 2:2 3:2 4:2
11.5 1:2
11.6 1:2
12.1 1:1 2:2 3:2
12.2 1:1 2:1
12.3 1:2 2:2 3:2 4:2
13.1 1:2
13.2 1:2 2:2 3:2 4:2 5:2
13.3 1:2 2:2
13.4 1:1 2:2 3:2 4:2 5:2
14.1 1:2 2:2
14.2 1:1 2:2 3:2 4:2
14.3 1:1 2:2 3:2
15.1 1:1 2:2 3:2
15.2 1:1 2:2 3:2
15.3 1:1 2:2 3:2 4:2 5:2 6:2 7:2
16.1 1:2
16.2 1:2 2:2 3:2 4:2 5:2
16.3 1:2 2:2 3:2 4:2
16.4 1:2 2:2 3:2
16.5 1:2 2:2 3:2
17.1 1:2
17.3 1:2 2:2
`
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [section = '', ...parts] = line.split(' ');
    return parts.map((part) => {
      const [number, level] = part.split(':');
      return { id: `${section}.${number}`, level: level ?? '' };
    });
  });

const page = readFileSync(join(repoRoot, 'docs/asvs.md'), 'utf8');
const cellsOf = (/** @type {string} */ line) =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
const rows = page
  .split('\n')
  .filter((line) => /^\| \d+\.\d+\.\d+ /.test(line))
  .map((line) => {
    const [id = '', level = '', , proof = ''] = cellsOf(line);
    return { id, level, proof };
  });
const deviations = page
  .split('\n')
  .filter((line) => /^\| \d+ /.test(line))
  .map((line) => {
    const [number = '', reason = '', signed = ''] = cellsOf(line);
    return { number, reason, signed };
  });

const read = (/** @type {string} */ path) => {
  try {
    return readFileSync(join(repoRoot, path), 'utf8');
  } catch {
    return '';
  }
};

/** The anchor that Markdown makes of a heading. */
const anchorOf = (/** @type {string} */ heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(/\s/g, '-');

test('docs/asvs.md has each requirement of levels 1 and 2 once, with its level', () => {
  expect(rows.map(({ id, level }) => ({ id, level }))).toEqual(REQUIREMENTS);
});

test('each requirement has a test, a page, a deviation or a reason why it does not apply', () => {
  const kinds = /\.(?:test|spec)\.\w+\]\(|\.md\]\(|\[deviation \d+\]|Not applicable: ./;
  expect(rows.filter(({ proof }) => !kinds.test(proof)).map(({ id }) => id)).toEqual([]);
});

test('each test that docs/asvs.md names exists in its file', () => {
  const named = rows.flatMap(({ id, proof }) =>
    [...proof.matchAll(/\[([^\]]+)\]\(\.\.\/([^)]+)\) "(.*?)"(?=; |$)/g)].map(
      ([, name = '', path = '', title = '']) => ({ id, name, path, title }),
    ),
  );
  const missing = named.filter(({ path, title }) => {
    const code = read(path);
    return !code.includes(title) && !code.includes(title.replaceAll("'", "\\'"));
  });
  expect(missing).toEqual([]);
  const links = rows.flatMap(({ proof }) => [...proof.matchAll(/\]\(\.\.\//g)]);
  expect(named.length).toBe(links.length);
});

test('each page that docs/asvs.md names has the section', () => {
  const named = rows.flatMap(({ id, proof }) =>
    [...proof.matchAll(/\]\((\w+\.md)#([\w-]+)\)/g)].map(([, file = '', anchor = '']) => ({
      id,
      file,
      anchor,
    })),
  );
  const missing = named.filter(({ file, anchor }) => {
    const headings = [...read(join('docs', file)).matchAll(/^#+ (.*)$/gm)];
    return !headings.some(([, heading = '']) => anchorOf(heading) === anchor);
  });
  expect(missing).toEqual([]);
});

test('each deviation has a reason, a signature with a date, and a requirement', () => {
  const cited = new Set(
    rows.flatMap(({ proof }) => [...proof.matchAll(/\[deviation (\d+)\]/g)].map(([, n]) => n)),
  );
  expect(deviations.map(({ number }) => number)).toEqual(
    [...cited].toSorted((one, other) => Number(one) - Number(other)),
  );
  for (const { number, reason, signed } of deviations) {
    expect(reason.length, `deviation ${number}`).toBeGreaterThan(40);
    expect(signed, `deviation ${number}`).toMatch(/^\S.* \d{4}-\d{2}-\d{2}$/);
  }
});
