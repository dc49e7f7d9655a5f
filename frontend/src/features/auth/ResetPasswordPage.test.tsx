// @vitest-environment jsdom
import { accountEndpoints } from '@parley/shared/account';
import { expect, test } from 'vitest';
import { ApiClientError } from '../../lib/api-client-error';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { ResetPasswordPage } from './ResetPasswordPage';

const invalid = () => new ApiClientError({ code: 'LINK_INVALID', message: '', status: 410 });

/** @param works whether the link still works when it is read, and when it is used */
function renderPage(works: { read: boolean; use: boolean }) {
  const requests: unknown[] = [];
  const call = async (endpoint: unknown, { body }: { body: object }) => {
    const isRead = endpoint === accountEndpoints.readAccountLink;
    if (!(isRead ? works.read : works.use)) throw invalid();
    if (isRead) return { link: { kind: 'reset', email: 'ana@example.org' } };
    requests.push(body);
    return undefined;
  };
  const page = renderComponent(<ResetPasswordPage />, {
    api: call as unknown as ApiClient['call'],
  });
  return { requests, ...page };
}

test('a link that does not work is one sentence and a way to another one', async () => {
  renderPage({ read: false, use: false });
  await screen.findByRole('heading', { name: 'This link no longer works' });
  const again = screen.getByRole('link', { name: 'Send another' });
  expect(again.getAttribute('href')).toBe('/forgot-password');
});

test('a link that somebody else uses first is explained in the same way', async () => {
  const { user } = renderPage({ read: true, use: false });
  await user.type(await screen.findByLabelText('New password'), 'a long walk by the sea{Enter}');
  await screen.findByRole('link', { name: 'Send another' });
});

test('a new password is sent with the token of the link', async () => {
  const { user, requests } = renderPage({ read: true, use: true });
  await screen.findByText(/ana@example\.org/);
  await user.type(screen.getByLabelText('New password'), 'a long walk by the sea{Enter}');
  await waitFor(() =>
    expect(requests).toEqual([{ token: '', password: 'a long walk by the sea' }]),
  );
});
