// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { CalendarSection } from './CalendarSection';

function renderSection() {
  let count = 0;
  let feed: object | null = null;
  const call = async ({ method }: { method: string }) => {
    if (method === 'DELETE') feed = null;
    if (method !== 'POST') return { feed };
    count += 1;
    feed = { createdAt: '2026-05-01T10:00:00.000Z', lastReadAt: null };
    return { feed, path: `/calendar/token${count}.ics` };
  };
  return renderComponent(<CalendarSection />, { api: call as unknown as ApiClient['call'] });
}

test('a calendar address is shown once in both forms, with a warning', async () => {
  const { user } = renderSection();
  expect(await screen.findByText(/Whoever has it can read them/)).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Create calendar address' }));
  const { host, protocol } = window.location;
  expect(await screen.findByText(`${protocol}//${host}/calendar/token1.ics`)).toBeDefined();
  expect(screen.getByText(`webcal://${host}/calendar/token1.ics`)).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'I have kept it' }));
  await waitFor(() => expect(screen.queryByText(/token1/)).toBeNull());
  expect(screen.getByText(/no calendar has read it yet/)).toBeDefined();
});

test('a new address replaces the old one after a question, and turning it off ends it', async () => {
  const { user } = renderSection();
  await user.click(await screen.findByRole('button', { name: 'Create calendar address' }));
  await user.click(await screen.findByRole('button', { name: 'I have kept it' }));
  await user.click(await screen.findByRole('button', { name: 'New calendar address' }));
  await user.click(await screen.findByRole('button', { name: 'Make a new one' }));
  expect(await screen.findAllByText(/token2/)).toHaveLength(2);
  await user.click(screen.getByRole('button', { name: 'I have kept it' }));
  await user.click(await screen.findByRole('button', { name: 'Turn off' }));
  await user.click((await screen.findAllByRole('button', { name: 'Turn off' })).at(-1) as Element);
  expect(await screen.findByRole('button', { name: 'Create calendar address' })).toBeDefined();
});
