// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { ProfileSection } from './ProfileSection';

const me = { id: 'f'.repeat(24), email: 'me@example.org', displayName: 'Me' };

function renderSection() {
  const requests: unknown[] = [];
  const call = async (_endpoint: unknown, { body }: { body: { displayName: string } }) => {
    requests.push(body);
    return { user: { ...me, ...body } };
  };
  const api = call as unknown as ApiClient['call'];
  return { requests, ...renderComponent(<ProfileSection user={me} />, { api }) };
}

const name = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Display name' });

test('a new name is sent, and the session of this tab has it', async () => {
  const { requests, session, user } = renderSection();
  expect(name().value).toBe('Me');
  await user.clear(name());
  await user.type(name(), 'Myself{Enter}');
  await screen.findByText('Your name has changed.');
  expect(requests).toEqual([{ displayName: 'Myself' }]);
  expect(session.state.get()).toMatchObject({ user: { displayName: 'Myself' } });
});

test('an empty name is refused before any request', async () => {
  const { requests, user } = renderSection();
  await user.clear(name());
  await user.click(screen.getByRole('button', { name: 'Save name' }));
  await waitFor(() => expect(name().getAttribute('aria-invalid')).toBe('true'));
  expect(requests).toEqual([]);
});
