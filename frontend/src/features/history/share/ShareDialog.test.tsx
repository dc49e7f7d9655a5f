// @vitest-environment jsdom
import { type Share, shareEndpoints } from '@parley/shared/shares';
import { expect, test, vi } from 'vitest';
import type { ApiClient } from '../../../lib/api-client';
import { ApiClientError } from '../../../lib/api-client-error';
import { renderComponent, screen, waitFor, within } from '../../../testing/render-component';
import { ShareDialog } from './ShareDialog';

const ID = 'a'.repeat(24);
const TOKEN = 'T'.repeat(43);
const LINK: Share = {
  id: 'b'.repeat(24),
  kind: 'link',
  createdAt: '2026-11-01T10:00:00.000Z',
  expiresAt: '2026-11-08T10:00:00.000Z',
  lastUsedAt: null,
};
const ACCOUNT: Share = {
  id: 'c'.repeat(24),
  kind: 'account',
  account: { displayName: 'Ben' },
  createdAt: '2026-11-01T10:00:00.000Z',
  expiresAt: null,
  lastUsedAt: new Date().toISOString(),
};

/** The dialog of a record with these shares; `add` answers requests for another one. */
function renderDialog(shares: Share[] = [], add: () => Promise<unknown> = async () => ({})) {
  const requests: unknown[] = [];
  const call = async (endpoint: unknown, given: { params: unknown; body?: unknown }) => {
    if (endpoint === shareEndpoints.listShares) return { shares };
    requests.push(endpoint === shareEndpoints.revokeShare ? ['revoke', given.params] : given.body);
    return endpoint === shareEndpoints.addShare ? add() : undefined;
  };
  const onClose = vi.fn();
  const dialog = <ShareDialog meetingId={ID} onClose={onClose} />;
  return {
    requests,
    onClose,
    ...renderComponent(dialog, { api: call as unknown as ApiClient['call'] }),
  };
}

const choose = async (
  user: ReturnType<typeof renderDialog>['user'],
  name: string,
  option: string,
) => {
  await user.click(screen.getByRole('combobox', { name }));
  await user.click(screen.getByRole('option', { name: option }));
};

test('the dialog says in one sentence what a share opens, and what is shared now', async () => {
  renderDialog();
  const dialog = screen.getByRole('dialog', { name: 'Share this record' });
  within(dialog).getByText(/^A share opens the whole record: .* no email addresses/);
  await screen.findByText(/^With nobody\./);
});

test('a link works for seven days unless the owner chooses another time, and is shown once', async () => {
  const add = async () => ({ share: LINK, token: TOKEN });
  const { requests, user } = renderDialog([], add);
  expect(screen.getByRole('combobox', { name: 'Link works for' }).textContent).toBe('7 days');
  await user.click(screen.getByRole('button', { name: 'Create link' }));
  const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Share link' });
  expect(field.value).toBe(`${window.location.origin}/shared#${TOKEN}`);
  screen.getByText('Copy it now: it is shown only once.');
  await user.click(screen.getByRole('button', { name: 'Copy link' }));
  await screen.findByRole('button', { name: 'Copied' });
  expect(await navigator.clipboard.readText()).toBe(field.value);
  await choose(user, 'Link works for', '30 days');
  await user.click(screen.getByRole('button', { name: 'Create link' }));
  await waitFor(() => expect(requests).toHaveLength(2));
  expect(requests).toEqual([
    { kind: 'link', days: 7 },
    { kind: 'link', days: 30 },
  ]);
});

test('an account is chosen by its email address, until it is revoked or for a time', async () => {
  const add = async () => ({ share: ACCOUNT });
  const { requests, user } = renderDialog([], add);
  const email = () =>
    screen.getByRole<HTMLInputElement>('textbox', { name: 'Email of an account' });
  await user.type(email(), ' ben@example.org {Enter}');
  await waitFor(() => expect(email().value).toBe(''));
  await choose(user, 'Account can read for', '1 day');
  await user.type(email(), 'cem@example.org');
  await user.click(screen.getByRole('button', { name: 'Share with this account' }));
  await waitFor(() => expect(requests).toHaveLength(2));
  expect(requests).toEqual([
    { kind: 'account', email: 'ben@example.org', days: null },
    { kind: 'account', email: 'cem@example.org', days: 1 },
  ]);
});

test('an unknown email address is an error of its field and keeps what was typed', async () => {
  const message = 'There is no account with this email address';
  const details = [{ field: 'email', message }];
  const { user } = renderDialog([], async () => {
    throw new ApiClientError({ code: 'VALIDATION_FAILED', message: '', status: 400, details });
  });
  const email = screen.getByRole<HTMLInputElement>('textbox', { name: 'Email of an account' });
  await user.click(screen.getByRole('button', { name: 'Share with this account' }));
  await screen.findByText('Type the email address of an account.');
  await user.type(email, 'nobody@example.org{Enter}');
  await screen.findByText(message);
  expect([email.value, email.getAttribute('aria-invalid')]).toEqual(['nobody@example.org', 'true']);
});

test('each share says how long it lasts and when it was opened, and can be revoked', async () => {
  const { requests, user } = renderDialog([LINK, ACCOUNT]);
  const list = within(await screen.findByRole('list', { name: 'Shares' }));
  list.getByText(/^until .* · not opened yet$/);
  list.getByText(/^until you revoke it · last opened/);
  await user.click(list.getByRole('button', { name: /^Revoke: .*Ben/ }));
  await waitFor(() => expect(requests).toEqual([['revoke', { id: ID, shareId: ACCOUNT.id }]]));
  await screen.findByText('Revoked. It opens the record no more.');
});

test('a link that could not be made leaves the reason above its button', async () => {
  const { user } = renderDialog([], async () => {
    throw new ApiClientError({ code: 'TOO_MANY_SHARES', message: '', status: 409 });
  });
  await user.click(screen.getByRole('button', { name: 'Create link' }));
  expect((await screen.findByRole('alert')).textContent).toMatch(/^This record has as many shares/);
  expect(screen.queryByRole('textbox', { name: 'Share link' })).toBeNull();
});

test('Escape and Close close the dialog', async () => {
  const { onClose, user } = renderDialog();
  await user.click(screen.getByRole('button', { name: 'Close' }));
  await user.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledTimes(2);
});
