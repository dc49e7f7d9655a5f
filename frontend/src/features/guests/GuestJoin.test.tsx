// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { FakeCall } from '../../call/testing/fake-call';
import { ApiClientError } from '../../lib/api-client-error';
import type { GuestIdentity } from '../../lib/guest-identity';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { GuestJoin } from './GuestJoin';

function renderJoin({ hasEnded = false } = {}) {
  const call = new FakeCall({ phase: 'lobby' });
  const identity = { name: null as string | null };
  const enter = vi.fn(async (name: string) => void (identity.name = name));
  const guest = Object.assign(identity, { enter }) as unknown as GuestIdentity;
  const onNamed = vi.fn();
  const onRefused = vi.fn();
  const join = <GuestJoin {...{ guest, hasEnded, onNamed, onRefused }} />;
  return { call, enter, onNamed, onRefused, ...renderComponent(join, { call }) };
}

const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Your name' });
const button = () => screen.getByRole('button', { name: 'Join as guest' });

test('the name field has the focus, and Enter joins with the name', async () => {
  const { call, enter, user } = renderJoin();
  expect(document.activeElement).toBe(field());
  await user.keyboard(' Gus {Enter}');
  await waitFor(() => expect(call.join).toHaveBeenCalledOnce());
  expect(enter).toHaveBeenLastCalledWith('Gus');
  expect(localStorage.getItem('parley:guest-name')).toBe('Gus');
});

test('a remembered name makes the browser a guest at once, and the button has the focus', async () => {
  localStorage.setItem('parley:guest-name', 'Gus');
  const { call, enter, user } = renderJoin();
  expect(enter).toHaveBeenCalledExactlyOnceWith('Gus');
  expect(document.activeElement).toBe(button());
  await user.keyboard('{Enter}');
  expect(call.join).toHaveBeenCalledOnce();
  expect(enter).toHaveBeenCalledOnce();
});

test('a missing name is explained, and nothing is sent', async () => {
  const { call, enter, user } = renderJoin();
  await user.click(button());
  screen.getByText('Enter your name');
  expect(document.activeElement).toBe(field());
  expect([call.join.mock.calls, enter.mock.calls]).toEqual([[], []]);
});

test('a refusal is shown, and the page asks how the room may be entered now', async () => {
  const { call, enter, onRefused, user } = renderJoin({ hasEnded: true });
  const refusal = new ApiClientError({ code: 'ACCOUNT_REQUIRED', message: '', status: 403 });
  enter.mockRejectedValueOnce(refusal);
  await user.type(field(), 'Gus{Enter}');
  await screen.findByText('This needs an account. Sign in to go on.');
  expect(onRefused).toHaveBeenCalledExactlyOnceWith(refusal);
  expect(call.join).not.toHaveBeenCalled();
});

test('after the server has ended the session, only the button starts another one', async () => {
  localStorage.setItem('parley:guest-name', 'Gus');
  const { call, enter, user } = renderJoin({ hasEnded: true });
  screen.getByText('Your time as a guest was ended. Join again to go on.');
  expect(enter).not.toHaveBeenCalled();
  await user.click(button());
  await waitFor(() => expect(call.join).toHaveBeenCalledOnce());
});

test('both ways to an account lead back to the room', () => {
  renderJoin();
  screen.getByRole('link', { name: 'Sign in' });
  screen.getByRole('link', { name: 'Create account' });
});
