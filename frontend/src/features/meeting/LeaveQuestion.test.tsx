// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { FakeCall } from '../../call/testing/fake-call';
import { layers } from '../../lib/layers';
import { renderComponent, screen, waitFor } from '../../testing/render-component';
import { LeaveQuestion } from './LeaveQuestion';

/** What the Back button of the browser does. */
const goBack = () => layers.get().at(-1)?.close();
const question = () => screen.queryByRole('alertdialog', { name: 'Leave the meeting?' });

test('Back in a call asks before it leaves', async () => {
  const call = new FakeCall({ phase: 'live' });
  const { user, change } = renderComponent(<LeaveQuestion onEndForAll={() => undefined} />, {
    call,
  });
  expect(question()).toBeNull();
  change(goBack);
  expect(question()).not.toBeNull();
  expect(call.leave).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Leave' }));
  expect(call.leave).toHaveBeenCalledOnce();
});

test('Cancel and a second Back close the question and keep the call', async () => {
  const call = new FakeCall({ phase: 'reconnecting' });
  const { user, change } = renderComponent(<LeaveQuestion onEndForAll={() => undefined} />, {
    call,
  });
  change(goBack);
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(question()).toBeNull());
  change(goBack);
  change(goBack);
  await waitFor(() => expect(question()).toBeNull());
  expect(call.leave).not.toHaveBeenCalled();
});

test('the question goes when the call ends', async () => {
  const call = new FakeCall({ phase: 'live' });
  const { change } = renderComponent(<LeaveQuestion onEndForAll={() => undefined} />, { call });
  change(goBack);
  change(() => call.set({ phase: 'ended' }));
  await waitFor(() => expect(question()).toBeNull());
  expect(layers.get()).toEqual([]);
});

test('Back in the lobby is not intercepted', () => {
  renderComponent(<LeaveQuestion onEndForAll={() => undefined} />, {
    call: new FakeCall({ phase: 'lobby' }),
  });
  expect(layers.get()).toEqual([]);
});
