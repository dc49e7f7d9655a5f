// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { keyCheckOf } from '../../core/room-key';
import { ApiClientError } from '../../lib/api-client-error';
import { roomKeys } from '../../lib/room-keys';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { NewRoomDialog } from './NewRoomDialog';

function renderDialog(respond: () => Promise<unknown> = async () => ({})) {
  const requests: unknown[] = [];
  const call = (endpoint: { method: string; path: string }, { body }: { body: unknown }) => {
    requests.push([endpoint.method, endpoint.path, body]);
    return respond();
  };
  const onClose = vi.fn();
  const dialog = <NewRoomDialog maxCapacity={8} onClose={onClose} />;
  const api = call as unknown as ApiClient['call'];
  return { requests, onClose, ...renderComponent(dialog, { api }) };
}

const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const create = () => screen.getByRole('button', { name: 'Create room' });
/** The error text of a field, which screen readers read with it. */
const errorOf = (name: string) =>
  document.getElementById(field(name).getAttribute('aria-describedby') ?? '')?.textContent;

test('the dialog creates a room with its name and no capacity, so that it holds as many as the server can', async () => {
  const { requests, onClose, user } = renderDialog();
  screen.getByRole('dialog', { name: 'New room with a name' });
  expect(document.activeElement).toBe(field('Room name'));
  await user.type(field('Room name'), 'Team{Enter}');
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(requests).toEqual([['POST', '/rooms', { name: 'Team' }]]);
  await screen.findByText('“Team” is ready.');
});

test('the dialog sends the chosen code and capacity', async () => {
  const { requests, onClose, user } = renderDialog();
  await user.type(field('Room name'), 'Team');
  await user.type(field('Own code (optional)'), 'team-monday');
  await user.click(screen.getByRole('combobox', { name: 'People' }));
  await user.click(screen.getByRole('option', { name: 'Up to 8 people' }));
  await user.click(create());
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(requests).toEqual([
    ['POST', '/rooms', { name: 'Team', code: 'team-monday', capacity: 8 }],
  ]);
});

test('an empty name and an invalid code are refused before any request', async () => {
  const { requests, onClose, user } = renderDialog();
  await user.type(field('Own code (optional)'), '!');
  await user.click(create());
  await waitFor(() => expect(field('Room name').getAttribute('aria-invalid')).toBe('true'));
  expect(field('Own code (optional)').getAttribute('aria-invalid')).toBe('true');
  expect(errorOf('Room name')).toBeTruthy();
  expect([requests, onClose.mock.calls]).toEqual([[], []]);
});

test('a taken code is an error of the code field and keeps what was typed', async () => {
  const { onClose, user } = renderDialog(async () => {
    throw new ApiClientError({ code: 'ROOM_CODE_TAKEN', message: '', status: 409 });
  });
  await user.type(field('Room name'), 'Team');
  await user.type(field('Own code (optional)'), 'team-monday');
  await user.click(create());
  await waitFor(() =>
    expect(errorOf('Own code (optional)')).toBe('This code is taken. Choose another one.'),
  );
  expect(field('Own code (optional)').value).toBe('team-monday');
  expect(onClose).not.toHaveBeenCalled();
});

test('an error that belongs to no field is an alert above the form', async () => {
  const { onClose, user } = renderDialog(async () => {
    throw new ApiClientError({ code: 'NETWORK', message: '' });
  });
  await user.type(field('Room name'), 'Team{Enter}');
  expect((await screen.findByRole('alert')).textContent).toMatch(/^The server cannot be reached/);
  expect(onClose).not.toHaveBeenCalled();
});

test('Cancel and Escape close the dialog without a request', async () => {
  const { requests, onClose, user } = renderDialog();
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await user.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(2);
  expect(requests).toEqual([]);
});

test('an encrypted room sends the key check, and the key stays on this device', async () => {
  const { requests, onClose, user } = renderDialog(async () => ({ room: { code: 'team' } }));
  await user.type(field('Room name'), 'Team');
  await user.click(screen.getByRole('switch', { name: 'End-to-end encryption' }));
  await user.click(create());
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  const key = roomKeys.newest('team') ?? '';
  expect(key).toMatch(/^[\w-]{22}$/);
  const keyCheck = await keyCheckOf(key);
  expect(requests).toEqual([['POST', '/rooms', { name: 'Team', keyCheck }]]);
  expect(JSON.stringify(requests)).not.toContain(key);
});
