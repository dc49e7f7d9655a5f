import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { endpoints } from '@parley/shared/api';
import { type Action, bestSubject, policy, refusalOf, type Subject } from '@parley/shared/policy';
import { socketCommands } from '@parley/shared/socket-events';
import { expect, test } from 'vitest';

const page = fileURLToPath(new URL('../../docs/authorization.md', import.meta.url));

const ROLES = {
  Owner: 'owner',
  'Co-host': 'cohost',
  Participant: 'participant',
  Guest: 'guest',
  'Signed out': 'anonymous',
} as const;

const NOTHING_ALLOWED: Subject['controls'] = {
  isLocked: true,
  isChatOn: false,
  mayShare: false,
  mayUnmute: false,
};

/** Whether a role may do it, and what it depends on. */
function answer(action: Action, role: Subject['role']): string {
  const subject = { ...bestSubject('anonymous'), role };
  const may = (change: Partial<Subject>) => refusalOf(action, { ...subject, ...change }) === null;
  if (!may({})) return '–';
  if (may({ place: 'outside', controls: NOTHING_ALLOWED, isLobbyPeer: false })) return 'yes';
  const where = may({ place: 'lobby' }) ? 'in the meeting, or as a lobby peer' : 'in the meeting';
  return may({ controls: NOTHING_ALLOWED }) ? where : `${where}, if the hosts allow it`;
}

const summaries = new Map<string, string>(
  Object.entries({ ...endpoints, ...socketCommands }).map(([name, { summary }]) => [name, summary]),
);

function table(): string {
  const rows = (Object.keys(policy) as Action[]).map((action) => [
    `\`${action}\``,
    ...Object.values(ROLES).map((role) => answer(action, role)),
    firstSentence(summaries.get(action) ?? ''),
  ]);
  const all = [['action', ...Object.keys(ROLES), 'what it does'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => length(row[column]))));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths?.[column] ?? 0) - length(cell))).join(' | ')} |`;
  const rule = `| ${widths?.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head = [], ...body] = all.map((cells) => line(cells));
  return [head, rule, ...body].join('\n');
}

const length = (text = ''): number => Array.from(text).length;
const firstSentence = (text: string): string => text.split(/(?<=\.) /)[0]?.replace(/\.$/, '') ?? '';

test('docs/authorization.md has the table of the policy; `npx vitest run authorization-page -u` updates it', async () => {
  const [before, after] = readFileSync(page, 'utf8').split(
    /<!-- actions -->[^]*<!-- \/actions -->/,
  );
  await expect(
    `${before}<!-- actions -->\n\n${table()}\n\n<!-- /actions -->${after}`,
  ).toMatchFileSnapshot(page);
});
