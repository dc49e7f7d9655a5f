// @vitest-environment jsdom
import { fireEvent } from '@testing-library/react';
import { MAX_MESSAGE_LENGTH } from '@parley/shared/chat';
import { afterEach, expect, test, vi } from 'vitest';
import { renderComponent, screen } from '../../testing/render-component';
import { ChatComposer } from './ChatComposer';
import { ChatServer, createLog, disposeLogs } from './fake-chat-server';

afterEach(disposeLogs);

function renderComposer(media: readonly string[] = []) {
  const log = createLog(new ChatServer());
  const send = vi.spyOn(log, 'send');
  return { log, send, ...renderComponent(<ChatComposer log={log} />, { media }) };
}

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
const button = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });

test('Enter sends the text and empties the field', async () => {
  const { user, send } = renderComposer();
  await user.type(field(), 'hello{Enter}');
  expect(send.mock.calls).toEqual([['hello']]);
  expect(field().value).toBe('');
});

test('Shift+Enter starts a new line', async () => {
  const { user, send } = renderComposer();
  await user.type(field(), 'one{Shift>}{Enter}{/Shift}two{Enter}');
  expect(send.mock.calls).toEqual([['one\ntwo']]);
});

test('the button sends the text and keeps the focus in the field', async () => {
  const { user, send } = renderComposer();
  await user.type(field(), 'hello');
  await user.click(button());
  expect(send.mock.calls).toEqual([['hello']]);
  expect(document.activeElement).toBe(field());
});

test.each([
  ['Chromium and Firefox', { isComposing: true, keyCode: 13 }],
  ['Safari', { isComposing: false, keyCode: 229 }],
])('Enter that ends a composition does not send (%s)', async (_browser, event) => {
  const { user, send } = renderComposer();
  await user.type(field(), 'にほん');
  fireEvent.keyDown(field(), { key: 'Enter', ...event });
  expect(send).not.toHaveBeenCalled();
  expect(field().value).toBe('にほん');
});

test.each(['', '   ', '\n'])('the text %j is not sent', async (text) => {
  const { user, log, send, change } = renderComposer();
  change(() => log.draft.set(text));
  expect(button().disabled).toBe(true);
  await user.type(field(), '{Enter}');
  expect(send).not.toHaveBeenCalled();
});

test('the field counts down near the greatest length and refuses a longer text', async () => {
  const { user, log, send, change } = renderComposer();
  change(() => log.draft.set('x'.repeat(MAX_MESSAGE_LENGTH - 10)));
  screen.getByText('10 characters left');
  change(() => log.draft.set('x'.repeat(MAX_MESSAGE_LENGTH + 1)));
  screen.getByText('-1 characters left');
  expect(field().getAttribute('aria-invalid')).toBe('true');
  expect(button().disabled).toBe(true);
  await user.type(field(), '{Enter}');
  expect(send).not.toHaveBeenCalled();
});

test('the reason of a refusal goes when the user changes the text', async () => {
  const { user, log, change } = renderComposer();
  change(() => log.problem.set('It is too long.'));
  expect(screen.getByRole('alert').textContent).toBe('Not sent. It is too long.');
  await user.type(field(), 'x');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a draft survives closing and opening the chat', async () => {
  const { user, log } = renderComposer();
  await user.type(field(), 'half a thou');
  renderComponent(<ChatComposer log={log} />);
  const [, reopened] = screen.getAllByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
  expect(reopened?.value).toBe('half a thou');
});

test('the field takes the focus only on a device with a pointer', () => {
  renderComposer();
  expect(document.activeElement).toBe(document.body);
  renderComposer(['hover: hover']);
  expect(document.activeElement?.tagName).toBe('TEXTAREA');
});
