// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { ApiClientError } from '../../lib/api-client-error';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { ExportMenu } from './ExportMenu';
import { exampleRecord, MEETING_ID } from './testing/example-record';

let saved: string[] = [];

beforeEach(() => {
  saved = [];
  vi.stubGlobal('URL', { createObjectURL: () => 'blob:file', revokeObjectURL: () => undefined });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
    this: HTMLAnchorElement,
  ) {
    saved.push(this.download);
  });
});

function renderMenu(record: Parameters<typeof exampleRecord>[0] = {}, answer = () => new Blob([])) {
  const calls: { params: object; query: object }[] = [];
  const call = async (_endpoint: unknown, input: { params: object; query: object }) => {
    calls.push(input);
    return answer();
  };
  const menu = <ExportMenu meeting={exampleRecord(record)} isReady />;
  return { calls, ...renderComponent(menu, { api: call as unknown as ApiClient['call'] }) };
}

const open = async (user: { click(element: Element): Promise<void> }) =>
  user.click(screen.getByRole('button', { name: 'Export' }));
const items = () => screen.getAllByRole('menuitem').map(({ textContent }) => textContent);

test('a record is saved in the chosen format, with its date and title as the name', async () => {
  const { user, calls } = renderMenu({ title: 'Plan / 2026?' });
  await open(user);
  expect(items()).toEqual(['Markdown', 'JSON', 'Attendance (CSV)', 'Print']);
  await user.click(screen.getByRole('menuitem', { name: 'Markdown' }));
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]).toMatch(/^\d{4}-\d\d-\d\d-plan-2026\.md$/);
  expect(calls[0]).toMatchObject({ params: { id: MEETING_ID }, query: { format: 'md' } });
});

test('an export that fails says so', async () => {
  const { user } = renderMenu({}, () => {
    throw new ApiClientError({ code: 'NETWORK', message: 'gone' });
  });
  await open(user);
  await user.click(screen.getByRole('menuitem', { name: 'JSON' }));
  expect(await screen.findByText(/^The record was not exported\./)).toBeDefined();
  expect(saved).toEqual([]);
});

test('a record that is only shared can be printed, but not taken along', async () => {
  const { user } = renderMenu({ isShared: true });
  const print = vi.fn();
  vi.stubGlobal('print', print);
  await open(user);
  expect(items()).toEqual(['Print']);
  await user.click(screen.getByRole('menuitem', { name: 'Print' }));
  await waitFor(() => expect(print).toHaveBeenCalledOnce());
});
