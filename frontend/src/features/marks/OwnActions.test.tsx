// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { localDay } from '../../lib/due-words';
import { renderComponent, screen, waitFor, within } from '../../testing/render-component';
import { ActionServer, actionNamed } from './fake-actions';
import { OwnActions } from './OwnActions';

function renderActions(server: ActionServer) {
  return { server, ...renderComponent(<OwnActions />, { api: server.call }) };
}

const row = (text: string) => {
  const found = screen.getByRole('link', { name: text }).closest('li');
  if (found === null) throw new Error(`no row of ${text}`);
  return within(found);
};

test('an action shows its meeting and its due date, and links to its line in the record', async () => {
  renderActions(
    new ActionServer([
      actionNamed('Send the contract', { dueOn: '2020-01-02' }),
      actionNamed('Call Cem', { dueOn: localDay() }),
    ]),
  );
  await screen.findByRole('region', { name: 'Open actions' });
  row('Send the contract').getByText(/^Overdue since .*2020/);
  row('Call Cem').getByText('Due today');
  row('Call Cem').getByText(/· Team$/);
  expect(screen.getByRole('link', { name: 'Call Cem' }).getAttribute('href')).toBe(
    `/history/${'7'.repeat(24)}#line-${'8'.repeat(24)}`,
  );
});

test('one click completes an action and says who and when; Undo opens it again', async () => {
  const { server, user } = renderActions(new ActionServer([actionNamed('Send the contract')]));
  await user.click(await screen.findByRole('checkbox', { name: 'Done: Send the contract' }));
  row('Send the contract').getByText('Done: Me, just now');
  await waitFor(() => expect(server.actions[0]?.mark.done).toBeDefined());
  await user.click(row('Send the contract').getByRole('button', { name: 'Undo' }));
  row('Send the contract').getByText('Team');
  await waitFor(() => expect(server.actions[0]?.mark.done).toBeUndefined());
});

test('an action that the server does not complete is open again, and a notice says why', async () => {
  const server = new ActionServer([actionNamed('Send the contract')]);
  const { user } = renderActions(server);
  server.isBroken = true;
  const box = await screen.findByRole<HTMLInputElement>('checkbox');
  await user.click(box);
  await screen.findByText(/^The server cannot be reached/);
  expect(box.checked).toBe(false);
});

test('five actions are shown at first, and See all loads more', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `${index + 1} things`);
  const { server, user } = renderActions(new ActionServer(names.map((name) => actionNamed(name))));
  await screen.findByRole('region', { name: 'Open actions' });
  expect(screen.getAllByRole('checkbox')).toHaveLength(5);
  await user.click(screen.getByRole('button', { name: 'See all' }));
  await waitFor(() => expect(screen.getAllByRole('checkbox')).toHaveLength(25));
  await user.click(screen.getByRole('button', { name: 'Load more' }));
  await waitFor(() => expect(screen.getAllByRole('checkbox')).toHaveLength(30));
  expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  expect(server.limits).toEqual([5, 20, 20]);
});

test('without open actions there is no section', async () => {
  const { server } = renderActions(new ActionServer([]));
  await waitFor(() => expect(server.limits).toHaveLength(1));
  expect(screen.queryByRole('region', { name: 'Open actions' })).toBeNull();
});
