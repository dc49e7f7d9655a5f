// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest';
import { renderComponent, screen } from '../../testing/render-component';
import { ChatServer, createLog, disposeLogs } from './fake-chat-server';
import { UnreadNews } from './UnreadNews';

afterEach(disposeLogs);

test('screen readers hear who wrote and how many messages are unread, until the chat opens', () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  const { change } = renderComponent(<UnreadNews log={log} />);
  const [status] = screen.getAllByRole('status');
  expect(status?.textContent).toBe('');
  change(() => server.broadcast(server.fromAna('secret words')));
  expect(status?.textContent).toBe('Ana wrote. 1 unread message.');
  change(() => server.broadcast(server.fromAna('more words')));
  expect(status?.textContent).toBe('Ana wrote. 2 unread messages.');
  change(() => log.setOpen(true));
  expect(status?.textContent).toBe('');
});
