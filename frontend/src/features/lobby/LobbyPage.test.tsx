// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { FakeCall, participantNamed } from '../../call/testing/fake-call';
import type { SelfSnapshot } from '../../call/session/call-snapshot';
import { createRoomKey, keyCheckOf } from '../../core/room-key';
import { ApiClientError } from '../../lib/api-client-error';
import { roomKeys } from '../../lib/room-keys';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { LobbyPage } from './LobbyPage';

const OFF = { on: false, pending: false, error: null };

function renderLobby(self: Partial<SelfSnapshot> = {}) {
  const call = new FakeCall({
    phase: 'lobby',
    presence: { room: { code: 'abcd-efgh-jk', name: 'Team' }, capacity: 8, people: [] },
  });
  call.setSelf(self);
  const onCopyInvite = vi.fn();
  const page = <LobbyPage devices={null} onCopyInvite={onCopyInvite} />;
  return { call, onCopyInvite, ...renderComponent(page, { call }) };
}

/** Shows these participants in the meeting. */
function enter(call: FakeCall, people: ReturnType<typeof participantNamed>[]): void {
  const { presence } = call.snapshot.get();
  call.set({ presence: presence && { ...presence, people } });
}

const join = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Join now' });

test('the lobby names the room and the participants, and follows changes', () => {
  const { call, change } = renderLobby();
  screen.getByRole('heading', { name: 'Team' });
  screen.getByText('Nobody is here yet.');
  change(() => enter(call, [participantNamed('Ana')]));
  screen.getByText('Ana is here.');
  const second = participantNamed('Ana', { id: 'x', nameNumber: 2 });
  change(() => enter(call, [participantNamed('Ana'), second]));
  screen.getByText('Ana and Ana (2) are here.');
});

test('the lobby claims nothing about participants before the server has answered', () => {
  const { call, change } = renderLobby();
  change(() => call.set({ presence: null }));
  expect(screen.queryByText(/here/)).toBeNull();
  screen.getByRole('heading', { name: 'Meeting' });
});

test('the lobby says how long the record is kept once it knows', () => {
  const { call, change } = renderLobby();
  screen.getByText(/kept until the owner of the room deletes them/);
  const presence = call.snapshot.get().presence;
  const room = { code: 'abcd-efgh-jk', name: 'Team', retention: 'outline' as const };
  change(() => call.set({ presence: presence && { ...presence, room } }));
  screen.getByText(/everything is deleted except that it took place/);
  change(() => call.set({ presence: null }));
  screen.getByText(/^Chat and attendance are kept: during/);
});

test('Join now has the focus, so that Enter joins', async () => {
  const { call, user } = renderLobby();
  expect(document.activeElement).toBe(join());
  await user.keyboard('{Enter}');
  expect(call.join).toHaveBeenCalledOnce();
});

test('Join now is busy while the call joins', () => {
  const { call, change } = renderLobby();
  expect(join().disabled).toBe(false);
  change(() => call.set({ phase: 'joining' }));
  expect(screen.getByRole<HTMLButtonElement>('button', { name: /Join now/ }).disabled).toBe(true);
});

test.each([
  ['not-found', 'No microphone', 'No camera'],
  ['permission-denied', 'Microphone not allowed', 'Camera not allowed'],
  ['in-use', 'Turn microphone on', 'Turn camera on'],
] as const)('devices that fail with %s do not block joining', (error, microphone, camera) => {
  renderLobby({ microphone: { ...OFF, error }, camera: { ...OFF, error } });
  screen.getByRole('button', { name: microphone });
  screen.getByRole('button', { name: camera });
  screen.getByText('Your camera is off');
  expect(join().disabled).toBe(false);
});

test('the switches turn microphone and camera on and off', async () => {
  const { call, user } = renderLobby({ microphone: { ...OFF, on: true } });
  await user.click(screen.getByRole('button', { name: 'Turn microphone off' }));
  await user.click(screen.getByRole('button', { name: 'Turn camera on' }));
  expect(call.media.set.mock.calls).toEqual([
    ['microphone', false],
    ['camera', true],
  ]);
});

test('the self-view shows that the browser asks for permission and that joining needs no answer', () => {
  const asking = { ...OFF, pending: true, opening: 'asking' } as const;
  renderLobby({ camera: asking, microphone: asking });
  screen.getByText(
    'Your browser is asking for permission to use your camera and microphone. You can join without answering.',
  );
  expect(join().disabled).toBe(false);
});

test('the self-view shows that the camera is starting', () => {
  renderLobby({ camera: { ...OFF, pending: true, opening: 'starting' } });
  screen.getByText('Starting the camera…');
});

test('the lobby explains a connection problem and links to the connection check', () => {
  const { call, change } = renderLobby();
  change(() => call.set({ error: { code: 'NETWORK', message: 'x' } }));
  screen.getByText(/^The server cannot be reached/);
  expect(screen.getByRole('link', { name: 'Find out why' }).getAttribute('href')).toBe('/check');
});

test('Copy invite link copies the link', async () => {
  const { onCopyInvite, user } = renderLobby();
  await user.click(screen.getByRole('button', { name: 'Copy invite link' }));
  expect(onCopyInvite).toHaveBeenCalledOnce();
});

test('a room with a password asks for it and joins with it', async () => {
  const { call, user } = renderLobby();
  call.set({ entry: 'password' });
  call.givePassword.mockRejectedValueOnce(
    new ApiClientError({ code: 'WRONG_PASSWORD', message: '', status: 403 }),
  );
  await user.type(await screen.findByLabelText('Room password'), 'rose{Enter}');
  await screen.findByText(/^This is not the password/);
  expect(call.join).not.toHaveBeenCalled();
  await user.clear(screen.getByLabelText('Room password'));
  await user.type(screen.getByLabelText('Room password'), 'tulip{Enter}');
  await waitFor(() => expect(call.join).toHaveBeenCalledOnce());
  expect(call.givePassword).toHaveBeenLastCalledWith('tulip');
});

test('a person who waits sees that, keeps the devices, and can leave', async () => {
  const { call, change, user } = renderLobby({ microphone: { ...OFF, on: true } });
  change(() => call.set({ phase: 'waiting', entry: 'waits' }));
  const title = screen.getByRole('heading', { name: 'Waiting to be let in' });
  expect(document.activeElement).toBe(title);
  screen.getByRole('button', { name: 'Turn microphone off' });
  expect(screen.queryByRole('button', { name: 'Join now' })).toBeNull();
  expect(screen.queryByText(/here/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Leave' }));
  expect(call.leave).toHaveBeenCalledOnce();
});

test('a refused person can ask again after the pause', async () => {
  const { call, change, user } = renderLobby();
  change(() =>
    call.set({ phase: 'waiting', entry: 'waits', refusal: { code: 'REFUSED', retryAfter: 1 } }),
  );
  screen.getByRole('heading', { name: 'You were not let in' });
  expect(screen.getByRole<HTMLButtonElement>('button', { name: /^Ask again in/ }).disabled).toBe(
    true,
  );
  await user.click(await screen.findByRole('button', { name: 'Ask again' }, { timeout: 3_000 }));
  expect(call.knockAgain).toHaveBeenCalledOnce();
});

test('an encrypted room without its key explains that in place of the button, until the link is opened', async () => {
  const { call, change } = renderLobby();
  const key = createRoomKey();
  const keyCheck = await keyCheckOf(key);
  const { presence } = call.snapshot.get();
  change(() => {
    if (presence) call.set({ presence: { ...presence, room: { ...presence.room, keyCheck } } });
  });
  await screen.findByText('You need the whole invite link');
  expect(screen.queryByRole('button', { name: 'Join now' })).toBeNull();
  expect(screen.queryByText('End-to-end encrypted')).toBeNull();
  change(() => roomKeys.add('abcd-efgh-jk', key));
  await screen.findByText('End-to-end encrypted');
  expect(join().disabled).toBe(false);
});

test('a server that denies the encryption of a room is believed only if the user agrees', async () => {
  roomKeys.add('abcd-efgh-jk', createRoomKey());
  const { user } = renderLobby();
  await screen.findByText('This room is not encrypted any more');
  expect(screen.queryByRole('button', { name: 'Join now' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Go on without encryption' }));
  await screen.findByRole('button', { name: 'Join now' });
});
