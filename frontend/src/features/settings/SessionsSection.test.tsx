// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, waitFor, within } from '../../testing/render-component';
import { SessionsSection } from './SessionsSection';

const session = (id: string, device: string, current = false) => ({
  id,
  device,
  startedAt: '2026-05-01T10:00:00.000Z',
  lastUsedAt: '2026-05-02T10:00:00.000Z',
  current,
});

function renderSection() {
  let sessions = [
    session('a', 'Firefox on Linux'),
    session('b', 'Chrome on Android', true),
    session('c', 'Safari on iPhone'),
  ];
  const call = async (endpoint: { method: string; path: string }, input: object) => {
    if (endpoint.method === 'GET') return { sessions };
    const { params } = input as { params?: { id: string } };
    sessions = sessions.filter(({ id, current }) => (params ? id !== params.id : current));
    return undefined;
  };
  return renderComponent(<SessionsSection />, { api: call as unknown as ApiClient['call'] });
}

const devices = () =>
  screen.getAllByRole('listitem').map((row) => within(row).getByText(/ on /).textContent);

test('this device comes first and cannot be ended here', async () => {
  renderSection();
  await screen.findByText('This device');
  expect(devices()).toEqual(['Chrome on Android', 'Firefox on Linux', 'Safari on iPhone']);
  const [own] = screen.getAllByRole('listitem');
  expect(within(own as HTMLElement).queryByRole('button')).toBeNull();
});

test('a session disappears from the list when it is ended', async () => {
  const { user } = renderSection();
  await user.click(
    await screen.findByRole('button', { name: 'End the session in Safari on iPhone' }),
  );
  await waitFor(() => expect(devices()).toEqual(['Chrome on Android', 'Firefox on Linux']));
});

test('all other sessions are ended after a question', async () => {
  const { user } = renderSection();
  await user.click(await screen.findByRole('button', { name: 'End all other sessions' }));
  await user.click(screen.getByRole('button', { name: 'End sessions' }));
  await waitFor(() => expect(devices()).toEqual(['Chrome on Android']));
  expect(screen.queryByRole('button', { name: 'End all other sessions' })).toBeNull();
});
