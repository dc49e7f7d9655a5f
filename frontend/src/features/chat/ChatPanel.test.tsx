// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest';
import { renderComponent, screen, waitFor, within } from '../../testing/render-component';
import { ChatPanel } from './ChatPanel';
import { ChatServer, createLog, disposeLogs, outgoing } from './fake-chat-server';

afterEach(disposeLogs);

/** The chat of a meeting that has just been joined. */
function renderChat(server = new ChatServer(), latest = 100) {
  const log = createLog(server);
  log.joined(server.ack('m1', latest));
  return { server, log, ...renderComponent(<ChatPanel log={log} />) };
}

const lines = () => within(screen.getByRole('log', { name: 'Chat' }));
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });

test('an empty chat says that there are no messages and what is recorded', () => {
  renderChat();
  lines().getByText('No messages yet.');
  lines().getByText(/^Chat and attendance are kept/);
});

test('a message of another participant appears with the name of its sender', () => {
  const { server, change } = renderChat();
  change(() => server.broadcast(server.fromAna('hello https://parley.example.org')));
  lines().getByText('Ana');
  lines().getByText(/^hello/);
  lines().getByRole('link', { name: 'https://parley.example.org' });
});

test('consecutive messages of one sender have its name once', () => {
  const { server, change } = renderChat();
  change(() => server.broadcast(server.fromAna('one')));
  change(() => server.broadcast(server.fromAna('two')));
  lines().getByText('two');
  expect(lines().getAllByText('Ana')).toHaveLength(1);
});

test('a sent message is in the log at once and stays there when the server has it', async () => {
  const { user, log } = renderChat();
  await user.type(field(), 'good morning{Enter}');
  lines().getByText('good morning');
  await waitFor(() => expect(outgoing(log)).toEqual([]));
  await waitFor(() => expect(lines().queryByText(/sending/)).toBeNull());
  expect(lines().getAllByText('good morning')).toHaveLength(1);
});

test('a refused message returns to the empty field with the reason', async () => {
  const { server, user } = renderChat();
  server.trouble.push({ code: 'CHAT_FULL', when: 'before' });
  await user.type(field(), 'too much{Enter}');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(/^Not sent\. The chat of this meeting is full/);
  expect(field().value).toBe('too much');
  expect(lines().queryByText('too much')).toBeNull();
});

test('a refused message waits in the log while the user writes, and Edit puts it into the field', async () => {
  const { server, user, change } = renderChat();
  let refuse = (): void => undefined;
  const { request } = server;
  server.request = async (command, payload) => {
    await new Promise<void>((resolve) => {
      refuse = resolve;
    });
    return request(command, payload);
  };
  server.trouble.push({ code: 'CHAT_FULL', when: 'before' });
  await user.type(field(), 'first{Enter}');
  await user.type(field(), 'second');
  change(() => refuse());
  await user.click(await lines().findByRole('button', { name: 'Edit' }));
  expect(field().value).toBe('first\nsecond');
});

test('Discard removes a refused message', async () => {
  const { server, user, log, change } = renderChat();
  await user.type(field(), 'x');
  server.trouble.push({ code: 'CHAT_FULL', when: 'before' });
  change(() => log.send('unwanted'));
  await user.click(await lines().findByRole('button', { name: 'Discard' }));
  expect(lines().queryByText('unwanted')).toBeNull();
});

test('Show earlier messages loads a page and moves the focus to the log after the last one', async () => {
  const server = new ChatServer();
  for (let number = 1; number <= 5; number += 1) server.fromAna(`message ${number}`);
  const { user } = renderChat(server, 2);
  expect(lines().queryByText('message 3')).toBeNull();
  await user.click(lines().getByRole('button', { name: 'Show earlier messages' }));
  await lines().findByText('message 1');
  expect(lines().queryByRole('button', { name: 'Show earlier messages' })).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('log', { name: 'Chat' }));
});

test('an error while loading earlier messages is shown and the button stays', async () => {
  const server = new ChatServer();
  for (let number = 1; number <= 5; number += 1) server.fromAna(`message ${number}`);
  const { user } = renderChat(server, 2);
  server.trouble.push({ code: 'NETWORK', when: 'before' });
  await user.click(lines().getByRole('button', { name: 'Show earlier messages' }));
  await screen.findByText(/The server cannot be reached/);
  lines().getByRole('button', { name: 'Show earlier messages' });
});

test('the panel warns when the chat of the meeting is almost full', () => {
  const server = new ChatServer();
  server.usage = { of: 'meeting', percent: 90 };
  renderChat(server);
  screen.getByText('The chat of this meeting is 90 % full.');
});

test('the panel announces that the space of the owner of the room is almost full', () => {
  const server = new ChatServer();
  server.usage = { of: 'owner', percent: 96 };
  renderChat(server);
  screen.getByText(/^The records of the owner of this room use 96 % of their space\./);
});
