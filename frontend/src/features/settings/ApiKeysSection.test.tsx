// @vitest-environment jsdom
import { apiKeyEndpoints } from '@parley/shared/api-keys';
import { secondFactorEndpoints } from '@parley/shared/second-factor';
import { expect, test } from 'vitest';
import { ApiClientError } from '../../lib/api-client-error';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { ApiKeysSection } from './ApiKeysSection';

const SECRET = `parley_${'s'.repeat(43)}`;

/** A server with keys; it wants a proof of identity first if `isStale`. */
function renderSection({ isStale = false } = {}) {
  let isProved = !isStale;
  let keys: object[] = [];
  const created: unknown[] = [];
  const call = async (endpoint: unknown, input: { body?: object; params?: { id: string } }) => {
    if (endpoint === apiKeyEndpoints.listApiKeys) return { apiKeys: keys };
    if (endpoint === apiKeyEndpoints.revokeApiKey) {
      keys = [];
      return undefined;
    }
    if (endpoint === secondFactorEndpoints.readSecondFactor) {
      return { secondFactor: { totp: false, passkeys: [], proofMethods: ['password'] } };
    }
    if (endpoint === secondFactorEndpoints.prove) {
      isProved = true;
      return undefined;
    }
    if (!isProved) throw new ApiClientError({ code: 'STEP_UP_REQUIRED', message: 'Prove it' });
    created.push(input.body);
    const apiKey = {
      id: 'a'.repeat(24),
      ...input.body,
      lastFour: 'ssss',
      createdAt: '2026-05-01T10:00:00.000Z',
      expiresAt: null,
      lastUsedAt: null,
    };
    keys = [apiKey];
    return { apiKey, secret: SECRET };
  };
  const api = { api: call as unknown as ApiClient['call'] };
  return { created, ...renderComponent(<ApiKeysSection />, api) };
}

test('a new key is shown once, and then by its last four characters', async () => {
  const { user, created } = renderSection();
  await user.click(await screen.findByRole('button', { name: 'New API key' }));
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Archive');
  await user.click(screen.getByRole('checkbox', { name: /^Read rooms/ }));
  await user.click(screen.getByRole('button', { name: 'Create' }));
  expect(await screen.findByText(SECRET)).toBeDefined();
  expect(created).toEqual([
    { name: 'Archive', scopes: ['records:read', 'rooms:read'], expiresInDays: 90 },
  ]);
  await user.click(screen.getByRole('button', { name: 'I have kept it' }));
  await waitFor(() => expect(screen.queryByText(SECRET)).toBeNull());
  const row = await screen.findByRole('listitem');
  expect(row.textContent).toContain('Archive …ssss');
  expect(row.textContent).toContain('Never used');
});

test('a key needs a name and at least one scope', async () => {
  const { user, created } = renderSection();
  await user.click(await screen.findByRole('button', { name: 'New API key' }));
  await user.click(await screen.findByRole('checkbox', { name: /^Read meetings/ }));
  await user.click(screen.getByRole('button', { name: 'Create' }));
  expect(await screen.findByText('Choose at least one scope')).toBeDefined();
  expect(screen.getByRole('textbox', { name: 'Name' }).getAttribute('aria-invalid')).toBe('true');
  expect(created).toEqual([]);
});

test('creating a key asks for a proof of identity if there was none recently', async () => {
  const { user } = renderSection({ isStale: true });
  await user.click(await screen.findByRole('button', { name: 'New API key' }));
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Archive');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await user.type(await screen.findByLabelText(/Password/), 'my password');
  await user.keyboard('{Enter}');
  expect(await screen.findByText(SECRET)).toBeDefined();
});

test('a revoked key disappears from the list', async () => {
  const { user } = renderSection();
  await user.click(await screen.findByRole('button', { name: 'New API key' }));
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Archive');
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await user.click(await screen.findByRole('button', { name: 'I have kept it' }));
  await user.click(await screen.findByRole('button', { name: 'Revoke Archive' }));
  await user.click(await screen.findByRole('button', { name: 'Revoke' }));
  expect(await screen.findByText(/Your keys appear here/)).toBeDefined();
});
