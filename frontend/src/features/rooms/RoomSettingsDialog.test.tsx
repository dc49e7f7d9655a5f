// @vitest-environment jsdom
import type { RoomPeople } from '@parley/shared/entry';
import type { Room } from '@parley/shared/rooms';
import { expect, test, vi } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { createRoomKey, keyCheckOf } from '../../core/room-key';
import { ApiClientError } from '../../lib/api-client-error';
import { roomKeys } from '../../lib/room-keys';
import { renderComponent, screen, waitFor, within } from '../../testing/render-component';
import { RoomSettingsDialog } from './RoomSettingsDialog';

const ROOM = { code: 'team-monday', name: 'Team', capacity: 4, access: 'link' } as Room;
const NOBODY: RoomPeople = { coHosts: [], trusted: [], keptOut: [], attendees: [] };

function renderDialog(
  respond: () => Promise<unknown> = async () => ({}),
  { room = ROOM, people = NOBODY }: { room?: Room; people?: RoomPeople } = {},
) {
  const requests: unknown[] = [];
  const call = (endpoint: { method: string }, { params, body }: Record<string, unknown>) => {
    if (endpoint.method === 'GET') return Promise.resolve(people);
    requests.push([endpoint.method, params, body]);
    return respond();
  };
  const onClose = vi.fn();
  const dialog = <RoomSettingsDialog room={room} onClose={onClose} />;
  const api = call as unknown as ApiClient['call'];
  return { requests, onClose, ...renderComponent(dialog, { api }) };
}

const name = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Room name' });
const save = () => screen.getByRole('button', { name: 'Save' });

test('only what changed is sent', async () => {
  const { requests, onClose, user } = renderDialog();
  expect(name().value).toBe('Team');
  await user.clear(name());
  await user.type(name(), 'Crew');
  await user.click(save());
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(requests).toEqual([['PATCH', { code: 'team-monday' }, { name: 'Crew' }]]);
});

test('saving without a change closes the dialog without a request', async () => {
  const { requests, onClose, user } = renderDialog();
  await user.click(save());
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(requests).toEqual([]);
});

test('the dialog stays open with the reason if saving fails', async () => {
  const { onClose, user } = renderDialog(async () => {
    throw new ApiClientError({ code: 'UNAVAILABLE', message: '', status: 503 });
  });
  await user.type(name(), ' 2');
  await user.click(save());
  expect((await screen.findByRole('alert')).textContent).toMatch(/^The server cannot do this/);
  expect(onClose).not.toHaveBeenCalled();
});

test('the owner of a room of a fixed size lets it hold as many as the server can, and back', async () => {
  const room = { ...ROOM, capacity: 4, chosenCapacity: 4 };
  const { requests, user } = renderDialog(undefined, { room });
  const size = () => screen.getByRole('combobox', { name: 'People' });
  expect(size().textContent).toBe('Up to 4 people');
  await user.click(size());
  await user.click(screen.getByRole('option', { name: /^As many as the server can/ }));
  await user.click(save());
  await waitFor(() => expect(requests).toHaveLength(1));
  expect(requests[0]).toEqual(['PATCH', { code: 'team-monday' }, { capacity: null }]);
  await user.click(size());
  await user.click(screen.getByRole('option', { name: 'Up to 3 people' }));
  await user.click(save());
  await waitFor(() => expect(requests).toHaveLength(2));
  expect(requests[1]).toEqual(['PATCH', { code: 'team-monday' }, { capacity: 3 }]);
});

test('the dialog says how many people fit while the SFU is away, and keeps the choice', async () => {
  const room = { ...ROOM, capacity: 9, chosenCapacity: 25, waitsForSfu: true };
  const { requests, onClose, user } = renderDialog(undefined, { room });
  expect(screen.getByRole('combobox', { name: 'People' }).textContent).toBe('Up to 25 people');
  screen.getByText(/^Only 9 at the moment: the media server does not answer/);
  await user.click(save());
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(requests).toEqual([]);
});

test('the owner chooses who may enter', async () => {
  const { requests, user } = renderDialog();
  const radio = (label: string) => screen.getByRole<HTMLInputElement>('radio', { name: label });
  expect(radio('Anyone with the link').checked).toBe(true);
  radio('Guests wait to be let in');
  radio('Only people with an account');
  await user.click(radio('Everyone waits to be let in'));
  await user.click(save());
  await waitFor(() => expect(requests).toHaveLength(1));
  expect(requests[0]).toEqual(['PATCH', { code: 'team-monday' }, { access: 'everyone_waits' }]);
});

test('the owner chooses how long records are kept, for meetings that begin afterwards', async () => {
  const { requests, user } = renderDialog();
  const group = screen.getByRole('radiogroup', { name: 'How long records are kept' });
  const radio = (label: string) =>
    within(group).getByRole<HTMLInputElement>('radio', { name: label });
  expect(radio('Forever').checked).toBe(true);
  radio('30 days');
  radio('One year');
  expect(document.getElementById(group.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
    'For meetings that begin from now on. Everybody is told before joining.',
  );
  await user.click(radio('Only that it took place'));
  await user.click(save());
  await waitFor(() => expect(requests).toHaveLength(1));
  expect(requests[0]).toEqual(['PATCH', { code: 'team-monday' }, { retention: 'outline' }]);
});

test('the owner sets a password and puts it into the invite link', async () => {
  const { requests, user } = renderDialog();
  await user.type(screen.getByLabelText('Room password'), 'tulip');
  await user.click(screen.getByRole('checkbox', { name: /invite link/ }));
  await user.click(save());
  await waitFor(() => expect(requests).toHaveLength(1));
  const body = { password: 'tulip', isPasswordInLink: true };
  expect(requests[0]).toEqual(['PATCH', { code: 'team-monday' }, body]);
});

test('the owner removes the password', async () => {
  const { requests, user } = renderDialog(undefined, { room: { ...ROOM, hasPassword: true } });
  await user.click(screen.getByRole('button', { name: 'Remove password' }));
  await user.click(save());
  await waitFor(() => expect(requests).toHaveLength(1));
  expect(requests[0]).toEqual(['PATCH', { code: 'team-monday' }, { password: null }]);
});

test('co-hosts and kept-out people change at once, without saving', async () => {
  const person = { id: 'a'.repeat(24), displayName: 'Ben' };
  const keptOut = { ...person, isGuest: true, isByAddress: false, at: new Date().toISOString() };
  const { requests, onClose, user } = renderDialog(undefined, {
    people: { ...NOBODY, attendees: [person], keptOut: [keptOut] },
  });
  await user.type(await screen.findByLabelText('Email of a co-host'), 'cem@example.org{Enter}');
  await waitFor(() => expect(requests).toHaveLength(1));
  await user.click(await screen.findByRole('button', { name: 'Let Ben back in' }));
  await waitFor(() => expect(requests).toHaveLength(2));
  const params = { code: 'team-monday' };
  expect(requests).toEqual([
    ['POST', params, { part: 'cohost', email: 'cem@example.org' }],
    ['DELETE', { ...params, id: person.id }, undefined],
  ]);
  expect(onClose).not.toHaveBeenCalled();
});

test('the owner makes a new key only by asking for it', async () => {
  const before = createRoomKey();
  roomKeys.replace('team-monday', before);
  const room = { ...ROOM, keyCheck: await keyCheckOf(before) };
  const { requests, user } = renderDialog(undefined, { room });
  await user.type(name(), ' 2');
  await user.click(save());
  await waitFor(() => expect(requests).toHaveLength(1));
  expect(requests[0]).toEqual(['PATCH', { code: 'team-monday' }, { name: 'Team 2' }]);
  await user.click(screen.getByRole('button', { name: 'Make a new key' }));
  screen.getByText(/earlier ones stop working/);
  await user.click(save());
  await waitFor(() => expect(requests).toHaveLength(2));
  const after = roomKeys.newest('team-monday') ?? '';
  expect(after).not.toBe(before);
  expect(requests[1]).toEqual([
    'PATCH',
    { code: 'team-monday' },
    { name: 'Team 2', keyCheck: await keyCheckOf(after) },
  ]);
});

test('turning encryption off removes the key from this device', async () => {
  const key = createRoomKey();
  roomKeys.replace('team-monday', key);
  const room = { ...ROOM, keyCheck: await keyCheckOf(key) };
  const { requests, user } = renderDialog(undefined, { room });
  await user.click(screen.getByRole('switch', { name: 'End-to-end encryption' }));
  await user.click(save());
  await waitFor(() => expect(requests).toHaveLength(1));
  expect(requests[0]).toEqual(['PATCH', { code: 'team-monday' }, { keyCheck: null }]);
  await waitFor(() => expect(roomKeys.newest('team-monday')).toBeNull());
});

test('a device without the key of the room says how to get one', async () => {
  renderDialog(undefined, { room: { ...ROOM, keyCheck: await keyCheckOf(createRoomKey()) } });
  await screen.findByText(/key of this room is not on this device/);
});
