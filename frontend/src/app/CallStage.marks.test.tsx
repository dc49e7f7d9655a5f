// @vitest-environment jsdom
import { DEFAULT_CONTROLS } from '@parley/shared/roles';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeCall, participantNamed, remoteNamed } from '../call/testing/fake-call';
import { ChatServer, createLog, disposeLogs } from '../features/chat/fake-chat-server';
import { createMarkLog, disposeMarkLogs, MarkServer } from '../features/marks/fake-mark-server';
import { setMarkKeys } from '../features/marks/mark-keys';
import { renderComponent, screen, waitFor, within } from '../testing/render-component';
import { CallStage } from './CallStage';

beforeEach(() => setMarkKeys(true));
afterEach(disposeLogs);
afterEach(disposeMarkLogs);

/** A call in which Ana has written these texts, with the chat open or not. */
async function renderStage(texts: readonly string[], isChatOpen = true) {
  const call = new FakeCall({
    phase: 'live',
    meeting: {
      id: '1'.repeat(24),
      room: { code: 'abcd-efgh-jk', name: 'Team' },
      startedAt: new Date().toISOString(),
      capacity: 8,
      controls: DEFAULT_CONTROLS,
    },
    remotes: [remoteNamed('Ana'), remoteNamed('Ben')],
  });
  call.setSelf({ participant: participantNamed('Me') });
  const server = new ChatServer();
  for (const text of texts) server.fromAna(text);
  const chat = createLog(server);
  const markServer = new MarkServer();
  const marks = createMarkLog(markServer);
  chat.joined(server.ack());
  marks.joined(markServer.ack(server.stored));
  const rendered = renderComponent(
    <CallStage chat={chat} marks={marks} waitingRoom={null} onCopyInvite={() => undefined} />,
    { call },
  );
  if (isChatOpen) await rendered.user.click(screen.getByRole('button', { name: 'Chat' }));
  return { call, server, markServer, ...rendered };
}

const line = (name: RegExp) => within(screen.getByRole('log')).getByRole('article', { name });
const marksOf = (name: RegExp) =>
  within(line(name))
    .queryAllByRole('listitem')
    .map(({ textContent }) => textContent);
const openMenu = async ({ user }: Awaited<ReturnType<typeof renderStage>>, name: RegExp) => {
  await user.click(within(line(name)).getByRole('button', { name: 'More about this line' }));
  await screen.findByRole('menu', { name: 'More about this line' });
};
const item = (name: string) => screen.getByRole('menuitem', { name });

test('the menu of a line marks it, and the notice undoes that', async () => {
  const stage = await renderStage(['We ship on Monday', 'Fine']);
  await openMenu(stage, /Monday/);
  await stage.user.click(item('Mark as decision'));
  expect(marksOf(/Monday/)).toEqual(['Decision']);
  await screen.findByText('Marked as decision: text of the line');
  await stage.user.click(screen.getByRole('button', { name: 'Undo' }));
  expect(marksOf(/Monday/)).toEqual([]);
  await waitFor(() => expect(stage.markServer.marks).toEqual([]));
});

test('the menu offers no kind that the line has already, and removes a mark', async () => {
  const stage = await renderStage(['We ship on Monday']);
  await openMenu(stage, /Monday/);
  await stage.user.click(item('Mark as moment'));
  await waitFor(() => expect(stage.markServer.marks).toHaveLength(1));
  await openMenu(stage, /Monday/);
  expect(screen.queryByRole('menuitem', { name: 'Mark as moment' })).toBeNull();
  await stage.user.click(item('Remove mark'));
  await waitFor(() => expect(stage.markServer.marks).toEqual([]));
  expect(marksOf(/Monday/)).toEqual([]);
});

test('M and D mark the latest line, and A asks for the details of an action', async () => {
  const { user, markServer } = await renderStage(['Old', 'Send the contract'], false);
  await user.keyboard('d');
  await screen.findByText(/^Marked as decision/);
  await user.keyboard('a');
  const dialog = within(await screen.findByRole('dialog', { name: 'Mark as action' }));
  await user.click(dialog.getByRole('combobox', { name: 'Assignee' }));
  await user.click(screen.getByRole('option', { name: 'Ben' }));
  await user.click(dialog.getByRole('button', { name: 'Mark as action' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(markServer.bodies).toEqual([
    { lineId: expect.stringMatching(/2$/), kind: 'decision' },
    {
      lineId: expect.stringMatching(/2$/),
      kind: 'action',
      assigneeId: 'ben'.padEnd(24, '0'),
    },
  ]);
});

test('the keys mark nothing while the user writes, with modifiers, or after turning them off', async () => {
  const stage = await renderStage(['We ship on Monday']);
  const { user, markServer } = stage;
  await user.type(screen.getByRole('textbox', { name: 'Message' }), 'mad');
  await user.click(screen.getByRole('heading', { name: 'Team' }));
  await user.keyboard('{Control>}d{/Control}{Meta>}m{/Meta}{Alt>}a{/Alt}{Shift>}d{/Shift}');
  await openMenu(stage, /Monday/);
  await user.click(screen.getByRole('menuitemcheckbox', { name: /latest line/ }));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  await user.click(screen.getByRole('heading', { name: 'Team' }));
  await user.keyboard('mda');
  expect(markServer.bodies).toEqual([]);
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('without a line, the keys say that there is nothing to mark', async () => {
  const { user } = await renderStage([], false);
  await user.keyboard('m');
  await screen.findByText(/^There is no line to mark yet\./);
});

test('pressing D twice sets one mark, and the second press says so', async () => {
  const { user, markServer } = await renderStage(['We ship on Monday'], false);
  await user.keyboard('dd');
  await screen.findByText(/already marked the line as decision/);
  expect(markServer.bodies).toHaveLength(1);
});

test('in the lobby, where the stage is already rendered, the keys do nothing', async () => {
  const { call, user, markServer, change } = await renderStage(['We ship on Monday'], false);
  change(() => call.set({ phase: 'lobby' }));
  await user.keyboard('m');
  expect(markServer.bodies).toEqual([]);
});

test('arrow keys move between lines, and keys act on the focused line', async () => {
  const { user, markServer } = await renderStage(['first', 'second', 'third']);
  screen.getByRole('log').focus();
  await user.keyboard('{ArrowUp}');
  expect(document.activeElement).toBe(line(/third/));
  await user.keyboard('{ArrowUp}{ArrowUp}');
  expect(document.activeElement).toBe(line(/first/));
  await user.keyboard('{ArrowUp}{ArrowDown}m');
  await waitFor(() => expect(marksOf(/second/)).toEqual(['Moment']));
  expect(markServer.bodies).toHaveLength(1);
  await user.keyboard('{End}{Enter}');
  await screen.findByRole('menu', { name: 'More about this line' });
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(line(/third/)));
});

test('removing an own message asks first, and the line says who removed it', async () => {
  const stage = await renderStage(['from Ana']);
  const { user, server, change } = stage;
  await user.type(screen.getByRole('textbox', { name: 'Message' }), 'oops{Enter}');
  await waitFor(() => expect(server.stored).toHaveLength(2));
  await openMenu(stage, /from Ana/);
  expect(screen.queryByRole('menuitem', { name: 'Remove my message' })).toBeNull();
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  await openMenu(stage, /oops/);
  await user.click(item('Remove my message'));
  await user.click(
    within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }),
  );
  await screen.findByText('removed by you');
  change(() => server.broadcastRetracted(server.stored[0]?.id ?? ''));
  expect(line(/removed by Ana/).textContent).not.toMatch(/from Ana/);
});

test('a mark of somebody else appears on the line, with who set it', async () => {
  const { markServer, change, user } = await renderStage(['Send the contract']);
  const ana = { id: 'b'.repeat(24), displayName: 'Ana' };
  const mark = markServer.store(ana, '1'.padStart(24, '0'), 'action', {
    assignee: { id: 'c'.repeat(24), displayName: 'Ben' },
    dueOn: '2020-01-02',
  });
  change(() => markServer.emit('mark:changed', { mark }));
  const [text] = marksOf(/contract/);
  expect(text).toMatch(/^Action · Ben · Overdue since .*2020/);
  await user.hover(within(line(/contract/)).getByRole('listitem'));
  await screen.findByRole('tooltip', { name: /^Ana marked it at/ });
});
