// @vitest-environment jsdom
import { DEFAULT_CONTROLS } from '@parley/shared/roles';
import { afterEach, expect, test } from 'vitest';
import { FakeCall, participantNamed, remoteNamed } from '../call/testing/fake-call';
import { ChatServer, createLog, disposeLogs } from '../features/chat/fake-chat-server';
import { createMarkLog, disposeMarkLogs, MarkServer } from '../features/marks/fake-mark-server';
import { layers } from '../lib/layers';
import { renderComponent, screen, waitFor, within } from '../testing/render-component';
import { CallStage } from './CallStage';

afterEach(disposeLogs);
afterEach(disposeMarkLogs);

function renderStage() {
  const call = new FakeCall({
    phase: 'live',
    meeting: {
      id: '1'.repeat(24),
      room: { code: 'abcd-efgh-jk', name: 'Team' },
      startedAt: new Date().toISOString(),
      capacity: 8,
      controls: DEFAULT_CONTROLS,
    },
    remotes: [remoteNamed('Ana')],
  });
  call.setSelf({ participant: participantNamed('Me', { isOwner: true, role: 'owner' }) });
  const server = new ChatServer();
  const chat = createLog(server);
  chat.joined(server.ack());
  const markServer = new MarkServer();
  const marks = createMarkLog(markServer);
  const stage = (
    <CallStage chat={chat} marks={marks} waitingRoom={null} onCopyInvite={() => undefined} />
  );
  return { call, server, markServer, chat, ...renderComponent(stage, { call }) };
}

const control = (name: string) =>
  within(screen.getByRole('toolbar', { name: 'Call controls' })).getByRole('button', { name });
const panel = (name: string) => screen.queryByRole('complementary', { name });

test('the header shows the room, the time and the number of people', () => {
  const { call, change } = renderStage();
  screen.getByRole('heading', { name: 'Team' });
  expect(screen.getByRole('timer').textContent).toBe('0:00');
  screen.getByText(/2 of 8/);
  change(() => call.set({ inLobby: 3 }));
  screen.getByText(/in the lobby/);
});

test('one panel is open at a time, and closing it returns the focus to its button', async () => {
  const { user } = renderStage();
  await user.click(control('Chat'));
  expect(panel('Chat')).not.toBeNull();
  await user.click(control('People'));
  expect(panel('Chat')).toBeNull();
  expect(panel('People')).not.toBeNull();
  await user.click(screen.getByRole('button', { name: 'Close people' }));
  expect(panel('People')).toBeNull();
  expect(document.activeElement).toBe(control('People'));
});

test('the topmost layer is the open panel, which Back and Escape close', async () => {
  const { user, change } = renderStage();
  await user.click(control('People'));
  expect(layers.get().at(-1)?.closesOnEscape).toBe(true);
  change(() => layers.get().at(-1)?.close());
  expect(panel('People')).toBeNull();
});

test('unread messages are counted on the button until the chat is opened', async () => {
  const { server, chat, user, change } = renderStage();
  change(() => server.broadcast(server.fromAna('hello')));
  expect(control('Chat').textContent).toMatch(/1 unread message$/);
  await user.click(control('Chat'));
  within(screen.getByRole('log', { name: 'Chat' })).getByText('hello');
  expect(control('Chat').textContent).not.toMatch(/unread/);
  expect(chat.snapshot.get().unread).toBe(0);
});

test('the people panel shows roles and states', async () => {
  const { call, user } = renderStage();
  const media = { microphone: false, camera: true, screen: true, hand: true };
  const participant = participantNamed('Ana', { media, connection: 'reconnecting' });
  call.set({ remotes: [remoteNamed('Ana', { participant })] });
  await user.click(control('People'));
  const people = within(screen.getByRole('region', { name: 'People in the meeting' }));
  const [me, ana] = people.getAllByRole('listitem');
  expect(me?.textContent).toMatch(/Me.*\(You\).*Owner of the room/);
  expect(ana?.textContent).toMatch(/Ana.*Reconnecting…/);
  for (const state of ['Hand raised', 'Sharing a screen', 'Microphone off']) {
    within(ana as HTMLElement).getByTitle(state);
  }
});

test('the banner shows what a lost connection interrupts', () => {
  const { call, change } = renderStage();
  change(() => call.set({ phase: 'reconnecting' }));
  screen.getByText(/^Connection to the server lost\./);
  change(() => call.set({ phase: 'live' }));
  expect(screen.queryByText(/reconnecting/)).toBeNull();
});

test('joins and raised hands are announced', async () => {
  const { call, change } = renderStage();
  const [ana] = call.snapshot.get().remotes;
  change(() => call.set({ remotes: [...(ana ? [ana] : []), remoteNamed('Ben')] }));
  await screen.findByText('Ben joined');
  change(() => call.set({ remotes: [remoteNamed('Ben')] }));
  await screen.findByText('Ana left');
});

test('the offer of the low-connection mode can be taken or declined', async () => {
  const { call, user, change } = renderStage();
  change(() => call.set({ offersLowConnection: true }));
  await user.click(screen.getByRole('button', { name: 'Turn on low-connection mode' }));
  expect(call.lowConnection.set).toHaveBeenCalledWith(true);
  await user.click(screen.getByRole('button', { name: 'Not now' }));
  expect(call.lowConnection.declineOffer).toHaveBeenCalledOnce();
});

test('the devices dialog has a picker per device and closes', async () => {
  const { call, user, change } = renderStage();
  const device = (label: string) => [{ deviceId: label, label }];
  change(() =>
    call.set({
      devices: {
        microphones: [...device('Desk microphone'), ...device('Headset')],
        cameras: [],
        audioOutputs: device('Desk speaker'),
        microphoneId: 'Desk microphone',
        cameraId: null,
        audioOutputId: null,
      },
    }),
  );
  await user.click(control('Devices'));
  const dialog = within(screen.getByRole('dialog', { name: 'Devices' }));
  dialog.getByText('None found');
  await user.click(dialog.getByRole('combobox', { name: 'Microphone' }));
  await user.click(screen.getByRole('option', { name: 'Headset' }));
  expect(call.media.choose).toHaveBeenCalledWith('microphone', 'Headset');
  await user.click(dialog.getByRole('button', { name: 'Done' }));
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Devices' })).toBeNull());
});
