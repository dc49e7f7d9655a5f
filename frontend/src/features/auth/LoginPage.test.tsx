// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { ApiClientError } from '../../lib/api-client-error';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { LoginPage } from './LoginPage';

function renderPage() {
  const requests: unknown[] = [];
  const call = async (endpoint: { path: string }, { body }: { body: unknown }) => {
    if (endpoint.path === '/openid') return { provider: null };
    requests.push([endpoint.path, body]);
    throw new ApiClientError({ code: 'INVALID_CREDENTIALS', message: '', status: 401 });
  };
  const api = call as unknown as ApiClient['call'];
  return { requests, ...renderComponent(<LoginPage />, { api }) };
}

const email = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Email' });
const password = () => screen.getByLabelText<HTMLInputElement>('Password');

test('a wrong password is an error of the form and keeps the email', async () => {
  const { requests, user } = renderPage();
  expect(document.activeElement).toBe(email());
  await user.type(email(), 'ana@example.org');
  await user.type(password(), 'wrong password{Enter}');
  expect((await screen.findByRole('alert')).textContent).toBe('Email or password is wrong.');
  expect(email().value).toBe('ana@example.org');
  expect(requests).toEqual([
    ['/auth/login', { email: 'ana@example.org', password: 'wrong password' }],
  ]);
});

test('an empty email is refused before any request', async () => {
  const { requests, user } = renderPage();
  await user.type(password(), 'some password');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  await waitFor(() => expect(email().getAttribute('aria-invalid')).toBe('true'));
  expect(requests).toEqual([]);
});

test('the characters of the password can be shown', async () => {
  const { user } = renderPage();
  expect(password().type).toBe('password');
  await user.click(screen.getByRole('button', { name: /show/i }));
  expect(password().type).toBe('text');
});
