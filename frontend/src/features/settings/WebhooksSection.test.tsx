// @vitest-environment jsdom
import type { Delivery, Webhook } from '@parley/shared/webhooks';
import { expect, test } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, waitFor, within } from '../../testing/render-component';
import { WebhooksSection } from './WebhooksSection';

const AT = '2026-05-01T10:00:00.000Z';
const id = (digit: number) => String(digit).padStart(24, '0');

const aWebhook = (more: Partial<Webhook> = {}): Webhook => ({
  id: id(1),
  url: 'https://example.org/hook',
  events: ['meeting.ended'],
  createdAt: AT,
  ...more,
});
const aDelivery = (more: Partial<Delivery> = {}): Delivery => ({
  id: id(7),
  eventId: 'test:1',
  type: 'test',
  createdAt: AT,
  state: 'delivered',
  attemptCount: 1,
  attempts: [{ at: AT, status: 200, ms: 12 }],
  ...more,
});

/** Answers as the server does, and notes the requests. */
function renderSection(webhooks: Webhook[], deliveries: Delivery[] = []) {
  const calls: string[] = [];
  const call = async (endpoint: { method: string; path: string }, input: { body?: object }) => {
    calls.push(`${endpoint.method} ${endpoint.path} ${JSON.stringify(input.body ?? null)}`);
    if (endpoint.path.endsWith('/deliveries')) return { deliveries, nextCursor: null };
    if (endpoint.path.endsWith('/test')) {
      const delivery = aDelivery();
      deliveries.unshift(delivery);
      return { delivery };
    }
    if (endpoint.method === 'DELETE') return void webhooks.splice(0, 1);
    if (endpoint.method === 'POST' && endpoint.path === '/webhooks') {
      webhooks.push(aWebhook({ url: 'https://new.example/' }));
      return { webhook: webhooks.at(-1), secret: 'whsec_shown-once' };
    }
    return { webhooks: [...webhooks] };
  };
  const api = call as unknown as ApiClient['call'];
  return { calls, ...renderComponent(<WebhooksSection />, { api }) };
}

test('the empty list says what will appear, and its button leads to a secret that is shown once', async () => {
  const { user, calls } = renderSection([]);
  await user.click(await screen.findByRole('button', { name: 'New webhook' }));
  const dialog = screen.getByRole('dialog', { name: 'New webhook' });
  await user.type(within(dialog).getByRole('textbox', { name: 'Address' }), 'https://new.example/');
  await user.click(within(dialog).getByRole('checkbox', { name: 'Somebody waits to be let in' }));
  await user.click(within(dialog).getByRole('button', { name: 'Create webhook' }));
  expect(await screen.findByText('whsec_shown-once')).toBeTruthy();
  expect(calls).toContain(
    'POST /webhooks {"url":"https://new.example/","events":["meeting.ended","record.ready","knock"]}',
  );
  await user.click(screen.getByRole('button', { name: 'I have kept it' }));
  await screen.findByText('https://new.example/');
  await waitFor(() => expect(screen.queryByText('whsec_shown-once')).toBeNull());
});

test('an address that is none is refused at its field, and no event at the events', async () => {
  const { user, calls } = renderSection([]);
  await user.click(await screen.findByRole('button', { name: 'New webhook' }));
  await user.type(screen.getByRole('textbox', { name: 'Address' }), 'ftp://example.org');
  await user.click(screen.getByRole('checkbox', { name: /A meeting has ended/ }));
  await user.click(screen.getByRole('checkbox', { name: /record of a meeting/ }));
  await user.click(screen.getByRole('button', { name: 'Create webhook' }));
  await screen.findByText('Must be an address that begins with https:// or http://');
  await screen.findByText('Choose at least one event');
  expect(calls.filter((call) => call.startsWith('POST'))).toEqual([]);
});

test('a test opens the log, which shows how it went and can send it again', async () => {
  const { user, calls } = renderSection([aWebhook()]);
  await user.click(await screen.findByRole('button', { name: /^Send a test to/ }));
  const log = await screen.findByRole('list', { name: 'Deliveries, latest first' });
  expect(within(log).getByText('Attempt 1: accepted (200, 12 ms)')).toBeTruthy();
  await user.click(within(log).getByRole('button', { name: /^Resend: Test/ }));
  expect(calls).toContain('POST /webhooks/:id/deliveries/:deliveryId/resend null');
});

test('a webhook that was paused says why, and can be resumed', async () => {
  const paused = { at: AT, reason: 'failing' } as const;
  const { user, calls } = renderSection([aWebhook({ paused })]);
  await screen.findByText(/no request has been accepted for three days/);
  await user.click(screen.getByRole('button', { name: /^Resume/ }));
  expect(calls).toContain('PATCH /webhooks/:id {"isPaused":false}');
});

test('a webhook is deleted after a question', async () => {
  const { user } = renderSection([aWebhook()]);
  await user.click(await screen.findByRole('button', { name: /^Delete/ }));
  const dialog = screen.getByRole('alertdialog', { name: 'Delete this webhook?' });
  await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
  await screen.findByText('The addresses that hear about your rooms will appear here.');
});
