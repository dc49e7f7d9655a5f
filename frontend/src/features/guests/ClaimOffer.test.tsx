// @vitest-environment jsdom
import type { Endpoint } from '@parley/shared/endpoint';
import { expect, test } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { ClaimOffer } from './ClaimOffer';

const CLAIM = {
  id: 'a'.repeat(24),
  displayName: 'Gus',
  roomName: 'Weekly',
  meetingCount: 1,
  lastJoinedAt: '2026-05-01T10:00:00.000Z',
};

function renderOffer(claims: object[] = [CLAIM]) {
  const requests: [string, unknown][] = [];
  const call = async ({ method, path }: Endpoint, input: { body?: unknown }) => {
    requests.push([`${method} ${path}`, input.body]);
    if (method === 'GET') return { claims };
    return method === 'POST' ? { claimed: 1, hasPending: false } : undefined;
  };
  return { requests, ...renderComponent(<ClaimOffer />, { api: call as ApiClient['call'] }) };
}

const dialog = () => screen.findByRole('dialog', { name: 'Were these your meetings?' });
const isGone = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

test('the offer names the meetings and adds them', async () => {
  const { requests, user } = renderOffer();
  await dialog();
  screen.getByText('Weekly');
  await user.click(screen.getByRole('button', { name: 'Add to my account' }));
  await isGone();
  expect(requests.at(-1)).toEqual(['POST /users/me/claims', { ids: [CLAIM.id] }]);
  await screen.findByText('One meeting is in your history now.');
});

test("'Not mine' is remembered by the server", async () => {
  const { requests, user } = renderOffer();
  await dialog();
  await user.click(screen.getByRole('button', { name: 'Not mine' }));
  await isGone();
  expect(requests.at(-1)).toEqual(['DELETE /users/me/claims', undefined]);
});

test('closing the dialog answers nothing', async () => {
  const { requests, user } = renderOffer();
  await dialog();
  await user.keyboard('{Escape}');
  await isGone();
  expect(requests).toEqual([['GET /users/me/claims', undefined]]);
});
