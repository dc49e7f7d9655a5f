// @vitest-environment jsdom
import type { Room } from '@parley/shared/rooms';
import { expect, test, vi } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { ApiClientError } from '../../lib/api-client-error';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { RoomSettingsDialog } from './RoomSettingsDialog';

const ROOM = { code: 'team-monday', name: 'Team', capacity: 4 } as Room;

function renderDialog(respond: () => Promise<unknown> = async () => ({})) {
  const requests: unknown[] = [];
  const call = (endpoint: { method: string }, { params, body }: Record<string, unknown>) => {
    requests.push([endpoint.method, params, body]);
    return respond();
  };
  const onClose = vi.fn();
  const dialog = <RoomSettingsDialog room={ROOM} onClose={onClose} />;
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
