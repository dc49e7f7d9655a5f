// @vitest-environment jsdom
import { accountDataEndpoints } from '@parley/shared/account-data';
import { storageEndpoints } from '@parley/shared/retention';
import { expect, test, vi } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { ApiClientError } from '../../lib/api-client-error';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { DataSection } from './DataSection';

const me = { id: 'f'.repeat(24), email: 'me@example.org', displayName: 'Me' };
const storage = { usedBytes: 250_000_000, limitBytes: 1_000_000_000 };
const deletesAt = '2030-01-08T12:00:00.000Z';

function renderSection(answer: (endpoint: unknown) => unknown) {
  const calls: unknown[] = [];
  const call = async (endpoint: unknown) => {
    if (endpoint === storageEndpoints.readStorage) return { storage };
    calls.push(endpoint);
    return answer(endpoint);
  };
  return {
    calls,
    ...renderComponent(<DataSection user={me} />, { api: call as unknown as ApiClient['call'] }),
  };
}

test('the section says what stays in other people’s records before anything is deleted', () => {
  const { calls } = renderSection(() => null);
  expect(screen.getByText(/Stays with other people/).parentElement?.textContent).toContain(
    'Deleted account',
  );
  expect(calls).toEqual([]);
});

test('the section says how much space the records of the user use', async () => {
  renderSection(() => null);
  await screen.findByText(/use 250 MB of 1 GB \(\s*25%\)/);
});

test('the download is saved as a file with the date in its name', async () => {
  const saved: string[] = [];
  vi.stubGlobal('URL', { createObjectURL: () => 'blob:file', revokeObjectURL: () => undefined });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
    this: HTMLAnchorElement,
  ) {
    saved.push(this.download);
  });
  const { calls, user } = renderSection(() => new Blob(['{}']));
  await user.click(screen.getByRole('button', { name: 'Download my data' }));
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]).toMatch(/^parley-account-\d{4}-\d{2}-\d{2}\.json$/);
  expect(calls).toEqual([accountDataEndpoints.exportMe]);
});

test('deleting asks once before it does anything', async () => {
  const { calls, user } = renderSection(() => ({ deletesAt }));
  await user.click(screen.getByRole('button', { name: 'Delete account' }));
  const dialog = await screen.findByRole('alertdialog', { name: 'Delete your account?' });
  expect(calls).toEqual([]);
  const confirm = [...dialog.querySelectorAll('button')].find((b) =>
    b.textContent?.includes('Delete account'),
  );
  await user.click(confirm as HTMLButtonElement);
  await waitFor(() => expect(calls).toEqual([accountDataEndpoints.deleteMe]));
});

test('a refused deletion leaves the account and says so', async () => {
  const { user } = renderSection(() => {
    throw new ApiClientError({ code: 'UNAVAILABLE', message: '', status: 503 });
  });
  await user.click(screen.getByRole('button', { name: 'Delete account' }));
  const dialog = await screen.findByRole('alertdialog', { name: 'Delete your account?' });
  const confirm = [...dialog.querySelectorAll('button')].find((b) =>
    b.textContent?.includes('Delete account'),
  );
  await user.click(confirm as HTMLButtonElement);
  await screen.findByText(/Your account was not deleted\./);
});
