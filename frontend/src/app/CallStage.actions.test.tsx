// @vitest-environment jsdom
import { DEFAULT_CONTROLS } from '@parley/shared/roles';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeCall, participantNamed, remoteNamed } from '../call/testing/fake-call';
import { ChatServer, createLog, disposeLogs } from '../features/chat/fake-chat-server';
import { ActionServer, actionNamed } from '../features/marks/fake-actions';
import { createMarkLog, disposeMarkLogs, MarkServer } from '../features/marks/fake-mark-server';
import { closedIn } from '../features/marks/open-actions-view';
import { act, renderComponent, screen, waitFor, within } from '../testing/render-component';
import { CallStage } from './CallStage';

beforeEach(() => {
  closedIn.set(null);
  vi.useFakeTimers({ shouldAdvanceTime: true });
});
afterEach(disposeLogs);
afterEach(disposeMarkLogs);
afterEach(() => {
  vi.useRealTimers();
});

const passTime = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));

/** A call that has just begun in a room whose earlier meetings left these actions. */
function renderStage(server: ActionServer, meetingId = '1'.repeat(24)) {
  const call = new FakeCall({
    phase: 'live',
    meeting: {
      id: meetingId,
      room: { code: 'abcd-efgh-jk', name: 'Team' },
      startedAt: new Date().toISOString(),
      capacity: 8,
      controls: DEFAULT_CONTROLS,
    },
    remotes: [remoteNamed('Ana')],
  });
  call.setSelf({ participant: participantNamed('Me') });
  const chat = createLog(new ChatServer());
  const marks = createMarkLog(new MarkServer());
  const stage = (
    <CallStage chat={chat} marks={marks} waitingRoom={null} onCopyInvite={() => undefined} />
  );
  return { call, server, ...renderComponent(stage, { call, api: server.call }) };
}

const two = () =>
  new ActionServer([
    actionNamed('Send the contract', { dueOn: '2020-01-02' }),
    actionNamed('Call Cem', {}, true),
  ]);
const card = () => screen.findByRole('region', { name: 'Open actions' });
const noCard = () => expect(screen.queryByRole('region', { name: 'Open actions' })).toBeNull();

test('the open actions of earlier meetings appear after the first seconds of a meeting', async () => {
  const { server } = renderStage(two());
  await passTime(1_000);
  expect(server.limits).toEqual([]);
  await passTime(2_000);
  const list = within(await card());
  list.getByText(/Ben · /);
  list.getByText(/^You · Team/);
  const link = list.getByRole('link', { name: 'Send the contract' });
  expect(link.getAttribute('target')).toBe('_blank');
});

test('an action is completed in one click, which shows by whom and when', async () => {
  const { server, user } = renderStage(two());
  await passTime(3_000);
  await user.click(within(await card()).getByRole('checkbox', { name: 'Done: Call Cem' }));
  within(await card()).getByText('Done: Me, just now');
  await waitFor(() => expect(server.actions[1]?.mark.done).toBeDefined());
});

test('a closed list stays closed in this meeting, and More opens it again with the focus', async () => {
  const { call, user, change } = renderStage(two());
  await passTime(3_000);
  await user.click(within(await card()).getByRole('button', { name: 'Close open actions' }));
  noCard();
  const more = screen.getByRole('button', { name: 'More' });
  expect(document.activeElement).toBe(more);
  change(() => call.set({ phase: 'reconnecting' }));
  change(() => call.set({ phase: 'live' }));
  noCard();
  await user.click(screen.getByRole('button', { name: 'Chat' }));
  await user.click(more);
  const item = screen.getByRole('menuitem', { name: 'Open actions' });
  expect(item.textContent).toMatch(/2 from earlier meetings/);
  await user.click(item);
  expect(document.activeElement).toBe(await card());
  expect(screen.queryByRole('complementary', { name: 'Chat' })).toBeNull();
});

test('without open actions, neither the list nor the item in More is there', async () => {
  const { server, user } = renderStage(new ActionServer([]));
  await passTime(3_000);
  await waitFor(() => expect(server.limits).toHaveLength(1));
  noCard();
  await user.click(screen.getByRole('button', { name: 'More' }));
  expect(screen.queryByRole('menuitem', { name: 'Open actions' })).toBeNull();
});

test('the next meeting asks again, also right after this one', async () => {
  const { call, server, change } = renderStage(new ActionServer([]));
  await passTime(3_000);
  await waitFor(() => expect(server.limits).toHaveLength(1));
  server.actions.push(actionNamed('Call the customers'));
  const { meeting } = call.snapshot.get();
  change(() => call.set({ phase: 'left' }));
  change(() => call.set({ phase: 'live', meeting: meeting && { ...meeting, id: '2'.repeat(24) } }));
  await passTime(3_000);
  within(await card()).getByRole('link', { name: 'Call the customers' });
});
