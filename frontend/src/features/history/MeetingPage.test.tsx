// @vitest-environment jsdom
import { Route, Routes, useNavigate } from 'react-router';
import { useEffect } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { readStored } from '../../core/browser-storage';
import { ApiClientError } from '../../lib/api-client-error';
import { renderComponent, screen, waitFor, within } from '../../testing/render-component';
import { MeetingPage } from './MeetingPage';
import {
  exampleActivity,
  exampleId,
  exampleLine,
  exampleMark,
  examplePerson,
  exampleRecord,
  MEETING_ID,
  minute,
  speaker,
} from './testing/example-record';
import { FakeRecordServer } from './testing/fake-record-server';

beforeEach(() => {
  // jsdom cannot scroll.
  Element.prototype.scrollIntoView = vi.fn();
});

function Start({ hash }: { hash: string }) {
  const navigate = useNavigate();
  useEffect(() => void navigate(`/history/${MEETING_ID}${hash}`), [navigate, hash]);
  return null;
}

function openRecord(server: FakeRecordServer, hash = '') {
  return renderComponent(
    <Routes>
      <Route path="/" element={<Start hash={hash} />} />
      <Route path="/history/:id" element={<MeetingPage />} />
      <Route path="/history" element={<p>the history</p>} />
    </Routes>,
    { api: server.call },
  );
}

const region = (name: string) => within(screen.getByRole('region', { name }));
const lines = () =>
  screen
    .getAllByRole('listitem')
    .filter(({ id }) => id !== '')
    .map((item) => item.querySelector('.text')?.textContent);
const itemOf = (text: string): HTMLElement => {
  const item = screen.getByText(text).closest<HTMLElement>('.item');
  if (item === null) throw new Error(`no line ${text}`);
  return item;
};

const talk = () => [
  exampleLine(1, 5, { text: 'Good morning' }),
  exampleLine(2, 6, { text: 'Let us ship on Monday', speaker: speaker(2) }),
  exampleLine(3, 7, { text: 'I write the announcement' }),
];

test('a record shows who was there, what was said and what happened in between', async () => {
  openRecord(
    new FakeRecordServer(
      exampleRecord({
        activities: [exampleActivity(1, 6.5, 'hand_raised', { participantId: exampleId('a', 2) })],
        title: 'Release planning',
      }),
      talk(),
    ),
  );
  await screen.findByRole('heading', { level: 1, name: 'Release planning' });
  await screen.findByText('Good morning');
  expect(lines()).toEqual([
    'Ana joined',
    'Ben joined',
    'Good morning',
    'Let us ship on Monday',
    'Ben raised a hand',
    'I write the announcement',
    'Ana left',
    'Ben left',
  ]);
  expect(region('People').getAllByRole('listitem')).toHaveLength(2);
  const chart = within(screen.getByRole('grid', { name: 'Timeline' }));
  expect(chart.getAllByRole('rowheader')).toHaveLength(2);
  expect(screen.queryByRole('region', { name: 'Decisions and actions' })).toBeNull();
});

test('the events can be hidden, and the browser remembers it', async () => {
  const server = new FakeRecordServer(exampleRecord(), talk());
  const { user } = openRecord(server);
  await screen.findByText('Good morning');
  await user.click(screen.getByRole('button', { name: 'Hide events' }));
  expect(lines()).toHaveLength(3);
  expect(readStored(localStorage, 'record-events')).toBe('off');
  await user.click(screen.getByRole('button', { name: 'Show events' }));
  expect(lines()).toHaveLength(7);
});

test('arrow keys move between lines, and M, D and A mark the focused one', async () => {
  const server = new FakeRecordServer(exampleRecord(), talk());
  const { user } = openRecord(server);
  await screen.findByText('Good morning');
  itemOf('Ana joined').focus();
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
  expect(document.activeElement).toBe(itemOf('Let us ship on Monday'));
  await user.keyboard('d');
  const decisions = within(await screen.findByRole('list', { name: 'Decisions' }));
  decisions.getByText('Let us ship on Monday');
  expect(screen.getByText('Marked as decision.')).toBeTruthy();
  await user.keyboard('{ArrowDown}a');
  const dialog = within(await screen.findByRole('dialog', { name: 'Mark as action' }));
  expect(dialog.getByRole<HTMLTextAreaElement>('textbox', { name: /done/ }).value).toBe(
    'I write the announcement',
  );
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  await screen.findByRole('checkbox', { name: 'Done: I write the announcement' });
  expect(server.meeting.marks.map(({ kind }) => kind)).toEqual(['decision', 'action']);
});

test('a mark that the server refuses goes away again, and the page says why', async () => {
  const server = new FakeRecordServer(exampleRecord(), talk());
  server.broken.add('POST /meetings/:id/marks');
  const { user } = openRecord(server);
  await screen.findByText('Good morning');
  itemOf('Good morning').focus();
  await user.keyboard('m');
  await screen.findByRole('alert');
  await waitFor(() => expect(screen.queryByText('Moment')).toBeNull());
});

test('one click completes an action, and another one opens it again', async () => {
  const [line = exampleLine(1, 5)] = talk();
  const action = exampleMark(1, line, { kind: 'action', text: 'Book a room', dueOn: '2020-01-02' });
  const server = new FakeRecordServer(exampleRecord({ marks: [action] }), talk());
  const { user } = openRecord(server);
  const box = await screen.findByRole('checkbox', { name: 'Done: Book a room' });
  region('Decisions and actions').getByText(/Overdue since/);
  await user.click(box);
  await region('Decisions and actions').findByText(/done by/);
  expect(server.changes).toEqual(['PATCH /meetings/:id/marks/:markId']);
  await user.click(screen.getByRole('checkbox', { name: 'Done: Book a room' }));
  await region('Decisions and actions').findByText(/Overdue since/);
});

test('the menu of a line removes the own line after a question, and never that of somebody else', async () => {
  const server = new FakeRecordServer(exampleRecord(), talk());
  const { user } = openRecord(server);
  await screen.findByText('Good morning');
  const menuOf = async (text: string) => {
    await user.click(within(itemOf(text)).getByRole('button', { name: 'More about this line' }));
    return within(await screen.findByRole('menu'));
  };
  const others = await menuOf('Let us ship on Monday');
  expect(others.queryByRole('menuitem', { name: 'Remove my line' })).toBeNull();
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  itemOf('Good morning').focus();
  await user.keyboard('{Enter}');
  const own = within(await screen.findByRole('menu'));
  await user.click(own.getByRole('menuitem', { name: 'Remove my line' }));
  const question = within(await screen.findByRole('alertdialog', { name: 'Remove your line?' }));
  await user.click(question.getByRole('button', { name: 'Remove' }));
  await screen.findByText('removed by Ana');
  expect(screen.queryByText('Good morning')).toBeNull();
});

test('the link of a line on a later page leads there as soon as it has loaded', async () => {
  const many = Array.from({ length: 250 }, (_, index) => exampleLine(index + 1, index / 5));
  openRecord(new FakeRecordServer(exampleRecord(), many), `#line-${exampleId('b', 240)}`);
  await waitFor(() => expect(document.activeElement).toBe(itemOf('Line 240')));
  expect(itemOf('Line 240').className).toContain('shown');
});

test('in the timeline, arrow keys go through rows and Enter leads into the conversation', async () => {
  const { user } = openRecord(new FakeRecordServer(exampleRecord(), talk()));
  await screen.findByText('Good morning');
  const grid = within(screen.getByRole('grid', { name: 'Timeline' }));
  await waitFor(() => grid.getAllByRole('gridcell', { name: /^Ana, .*1 message/ }));
  const [first] = grid.getAllByRole('gridcell');
  first?.focus();
  await user.keyboard('{ArrowDown}{ArrowRight}');
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Ben, .*1 message/);
  await user.keyboard('{Enter}');
  expect(document.activeElement).toBe(itemOf('Let us ship on Monday'));
});

test('the owner renames the meeting in place: Enter saves, Escape keeps the old title', async () => {
  const server = new FakeRecordServer(exampleRecord(), talk());
  const { user } = openRecord(server);
  await screen.findByRole('heading', { level: 1, name: 'Weekly' });
  const rename = async (keys: string) => {
    await user.click(screen.getByRole('button', { name: 'More about this record' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Rename' }));
    const field = await screen.findByRole('textbox', { name: 'Title' });
    await user.clear(field);
    await user.type(field, keys);
  };
  await rename('Release planning{Enter}');
  await screen.findByRole('heading', { level: 1, name: 'Release planning' });
  await rename('Something else{Escape}');
  await screen.findByRole('heading', { level: 1, name: 'Release planning' });
  expect(server.changes).toEqual(['PATCH /meetings/:id']);
});

test('a note saves itself; after a failure the text stays and is sent again', async () => {
  const server = new FakeRecordServer(exampleRecord(), talk());
  server.broken.add('PATCH /meetings/:id/note');
  const { user } = openRecord(server);
  const note = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Private note' });
  await user.type(note, 'Ask Ben');
  const part = region('Private note');
  await part.findByText('Not saved');
  expect(note.value).toBe('Ask Ben');
  server.broken.clear();
  await user.click(part.getByRole('button', { name: 'Try again' }));
  await part.findByText('Saved');
  expect(server.note).toBe('Ask Ben');
});

test('a person who was renamed has the name of each time in the list of people', async () => {
  const stays = [
    { joinedAt: minute(0), leftAt: minute(10) },
    { joinedAt: minute(30), leftAt: minute(60) },
  ];
  openRecord(
    new FakeRecordServer(
      exampleRecord({
        attendances: [examplePerson(1, { displayName: 'Dr. Ana', intervals: stays })],
        activities: [
          exampleActivity(1, 40, 'renamed', { names: { before: 'Ana', after: 'Dr. Ana' } }),
        ],
      }),
    ),
  );
  await screen.findByRole('region', { name: 'People' });
  expect(
    region('People')
      .getAllByText(/–/)
      .map(({ textContent }) => textContent),
  ).toEqual([expect.stringMatching(/ as Ana$/), expect.not.stringMatching(/ as /)]);
});

test('a meeting in which nothing was written says so', async () => {
  openRecord(new FakeRecordServer(exampleRecord()));
  await screen.findByText('Nothing was written in this meeting.');
});

test('a running meeting without the reader shows only their own attendance', async () => {
  openRecord(
    new FakeRecordServer(
      exampleRecord({
        isRestricted: true,
        endedAt: null,
        endReason: null,
        attendances: [examplePerson(1)],
      }),
    ),
  );
  await screen.findByText(/still running/);
  region('Your attendance').getByText('Ana');
  expect(screen.queryByRole('region', { name: 'Conversation' })).toBeNull();
});

test('a meeting of other people does not exist', async () => {
  const server = new FakeRecordServer(exampleRecord());
  const call = () =>
    Promise.reject(new ApiClientError({ code: 'NOT_FOUND', message: 'gone', status: 404 }));
  Object.assign(server, { call });
  openRecord(server);
  await screen.findByRole('heading', { name: 'This meeting is not here' });
});

test('the owner deletes the record after a question that says what disappears', async () => {
  const server = new FakeRecordServer(exampleRecord(), talk());
  const { user } = openRecord(server);
  await user.click(await screen.findByRole('button', { name: 'More about this record' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete record' }));
  const question = within(await screen.findByRole('alertdialog'));
  question.getByText(/private notes of all readers/);
  await user.click(question.getByRole('button', { name: 'Delete record' }));
  await screen.findByText('the history');
  expect(server.changes).toEqual(['DELETE /meetings/:id']);
});

test('a reader who does not own the record neither renames nor deletes it', async () => {
  openRecord(new FakeRecordServer(exampleRecord({ isMine: false }), talk()));
  await screen.findByText('Good morning');
  expect(screen.queryByRole('button', { name: 'More about this record' })).toBeNull();
});

test('a record that will be deleted by itself says when', async () => {
  openRecord(new FakeRecordServer(exampleRecord({ expiresAt: '2026-07-03T12:00:00.000Z' })));
  await screen.findByText(/This record will be deleted on .*2026\./);
});

test('an outline says that only that it took place was kept', async () => {
  const own = examplePerson(1, { displayName: 'You' });
  openRecord(
    new FakeRecordServer(exampleRecord({ isOutline: true, attendances: [own], peopleCount: 4 })),
  );
  await screen.findByText(/Only that this meeting took place was kept/);
  screen.getByText('4 people');
  expect(screen.queryByRole('region', { name: 'Conversation' })).toBeNull();
});

test('a removed participant reads until when the record goes', async () => {
  const removed = examplePerson(1, { leftAt: minute(20), isOwner: false, role: 'participant' });
  openRecord(
    new FakeRecordServer(
      exampleRecord({
        isMine: false,
        attendances: [removed, examplePerson(2)],
        hostActions: [
          {
            id: exampleId('e', 5),
            at: minute(20),
            kind: 'remove',
            actor: { id: exampleId('a', 2), displayName: 'Ben' },
            target: { id: removed.id, displayName: 'Ana' },
          },
        ],
      }),
    ),
  );
  await screen.findByText(/You were removed at .* What you can read ends there\./);
});

test('a record that is shared with the account changes nothing', async () => {
  openRecord(new FakeRecordServer(exampleRecord({ isMine: false, isShared: true }), talk()));
  await screen.findByText('Good morning');
  expect(screen.queryByRole('textbox', { name: 'Private note' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'More about this line' })).toBeNull();
});
