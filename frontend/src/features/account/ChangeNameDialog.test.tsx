// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { ChangeNameDialog } from './ChangeNameDialog';

function renderDialog() {
  const requests: unknown[] = [];
  const call = async (_endpoint: unknown, { body }: { body: { displayName: string } }) => {
    requests.push(body);
    return { user: { id: 'f'.repeat(24), email: 'me@example.org', ...body } };
  };
  const onClose = vi.fn();
  const dialog = <ChangeNameDialog displayName="Me" onClose={onClose} />;
  const api = call as unknown as ApiClient['call'];
  return { requests, onClose, ...renderComponent(dialog, { api }) };
}

const name = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Display name' });

test('a new name is sent, and the session of this tab has it', async () => {
  const { requests, onClose, session, user } = renderDialog();
  expect(name().value).toBe('Me');
  await user.clear(name());
  await user.type(name(), 'Myself{Enter}');
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(requests).toEqual([{ displayName: 'Myself' }]);
  expect(session.state.get()).toMatchObject({ user: { displayName: 'Myself' } });
});

test('an empty name is refused before any request', async () => {
  const { requests, onClose, user } = renderDialog();
  await user.clear(name());
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(name().getAttribute('aria-invalid')).toBe('true'));
  expect([requests, onClose.mock.calls]).toEqual([[], []]);
});
