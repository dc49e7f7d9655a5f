// @vitest-environment jsdom
import type { KnockFeed } from '../features/entry/knock-feed';
import { afterEach, expect, test } from 'vitest';
import type { CallSnapshot } from '../call/session/call-snapshot';
import { FakeCall, participantNamed } from '../call/testing/fake-call';
import { createValue } from '../core/value';
import { ChatServer, createLog, disposeLogs } from '../features/chat/fake-chat-server';
import { createMarkLog, disposeMarkLogs, MarkServer } from '../features/marks/fake-mark-server';
import { renderComponent, screen } from '../testing/render-component';
import { CallPhases } from './CallPhases';

afterEach(disposeLogs);
afterEach(disposeMarkLogs);

const CODE = 'abcd-efgh-jk';
const ROOM = { code: CODE, name: 'Team' };

function renderPhases(start: Partial<CallSnapshot>, meetingId: string | null = null) {
  const call = new FakeCall({ presence: { room: ROOM, capacity: 2, people: [] }, ...start });
  const open = {
    call: call.session,
    chat: createLog(new ChatServer()),
    marks: createMarkLog(new MarkServer()),
    knocks: { knocks: createValue([]), onKnock: () => () => undefined } as unknown as KnockFeed,
    lastMeetingId: createValue(meetingId),
    close: () => undefined,
  };
  return { call, ...renderComponent(<CallPhases code={CODE} open={open} />, { call }) };
}

const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

test('the lobby has pickers for the devices and hides the call', () => {
  const device = (label: string) => [{ deviceId: label, label }];
  renderPhases({
    phase: 'lobby',
    devices: {
      microphones: device('Desk microphone'),
      cameras: device('Desk camera'),
      audioOutputs: device('Desk speaker'),
      microphoneId: null,
      cameraId: null,
      audioOutputId: null,
    },
  });
  for (const name of ['Microphone', 'Camera', 'Speaker']) {
    expect(screen.getByRole('combobox', { name }).textContent).toMatch(/^Desk/);
  }
  button('Join now');
  expect(screen.queryByRole('toolbar', { name: 'Call controls' })).toBeNull();
});

test('the lobby explains devices that are not allowed, and Try again asks for them', async () => {
  const { call, user, change } = renderPhases({ phase: 'lobby' });
  const denied = { on: false, pending: false, error: 'permission-denied' } as const;
  change(() => call.setSelf({ camera: denied, microphone: denied }));
  screen.getByText(/^The browser may not use your camera and microphone\./);
  await user.click(button('Try again'));
  expect(call.retryDevices).toHaveBeenCalledOnce();
  expect(button('Join now').disabled).toBe(false);
});

test('joining shows the call at once, and the lobby again if the server does not answer', () => {
  const { call, change } = renderPhases({ phase: 'lobby' });
  change(() => call.set({ phase: 'joining' }));
  screen.getByRole('toolbar', { name: 'Call controls' });
  expect(screen.queryByRole('button', { name: 'Join now' })).toBeNull();
  change(() => call.set({ error: { code: 'NETWORK', message: 'x' } }));
  screen.getByText(/^The server cannot be reached/);
  expect(screen.queryByRole('toolbar', { name: 'Call controls' })).toBeNull();
});

test('a full room shows its capacity and participants, and that joining is automatic', () => {
  renderPhases({
    phase: 'full',
    presence: {
      room: ROOM,
      capacity: 2,
      people: [participantNamed('Ana'), participantNamed('Ben')],
    },
  });
  screen.getByRole('heading', { name: 'This room is full' });
  screen.getByText(/2 seats/);
  screen.getByText(/Ana and Ben/);
  screen.getByText(/automatically/);
  expect(screen.queryByRole('button', { name: 'Join now' })).toBeNull();
});

test('a full room of fifty names a few of them', () => {
  const people = ['Ana', 'Ben', 'Cem', 'Dan'].map((name) => participantNamed(name));
  renderPhases({ phase: 'full', presence: { room: ROOM, capacity: 50, people, count: 50 } });
  screen.getByText(/^It has 50 seats\. In it: Ana, Ben, Cem,? and 47 others\./);
});

test('a client that the mesh cannot hold waits for the move, or for the SFU', () => {
  const presence = { room: ROOM, capacity: 50, people: [participantNamed('Ana')], count: 9 };
  const { call, change } = renderPhases({
    phase: 'full',
    presence: { ...presence, waitsFor: 'move' },
  });
  screen.getByRole('heading', { name: 'The meeting is making room' });
  screen.getByText(/automatically as soon as it has moved/);
  change(() => call.set({ presence: { ...presence, waitsFor: 'sfu' } }));
  screen.getByRole('heading', { name: 'This meeting cannot grow now' });
  screen.getByText(/the media server, which does not answer; whoever runs this server/);
});

test('after leaving, the user can rejoin, go to the dashboard or open the record', async () => {
  const { call, user } = renderPhases({ phase: 'left' }, 'm1');
  screen.getByRole('heading', { name: 'You left the meeting' });
  await user.click(button('Rejoin'));
  expect(call.rejoin).toHaveBeenCalledOnce();
  expect(screen.getByRole('link', { name: 'Back to dashboard' }).getAttribute('href')).toBe('/');
  const record = screen.getByRole('link', { name: 'See the record of this meeting' });
  expect(record.getAttribute('href')).toBe('/history/m1');
});

test('a replaced instance offers to rejoin here', async () => {
  const { call, user } = renderPhases({ phase: 'replaced' });
  screen.getByRole('heading', { name: 'You joined from another window' });
  await user.click(button('Rejoin here'));
  expect(call.rejoin).toHaveBeenCalledOnce();
});

test.each([
  ['room_deleted', 'This room was deleted'],
  ['everyone_left', 'The meeting has ended'],
  ['server_lost', 'The meeting has ended'],
] as const)('a meeting that ended with %s cannot be rejoined', (endReason, title) => {
  renderPhases({ phase: 'ended', endReason });
  screen.getByRole('heading', { name: title });
  expect(screen.queryByRole('button', { name: /Rejoin/ })).toBeNull();
});

test('a call that failed has a reason, another attempt and a code for the operator', async () => {
  const error = { code: 'INTERNAL', message: 'x', requestId: 'r-7' } as const;
  const { call, user } = renderPhases({ phase: 'failed', error });
  screen.getByRole('heading', { name: 'The call could not be started' });
  await user.click(button('Try again'));
  expect(call.rejoin).toHaveBeenCalledOnce();
  await user.click(screen.getByRole('button', { name: /^Copy the code/ }));
  expect(await navigator.clipboard.readText()).toBe('INTERNAL r-7');
});

test('a room that does not exist has a page of its own', () => {
  renderPhases({ phase: 'failed', error: { code: 'NOT_FOUND', message: 'x' } });
  screen.getByRole('heading', { name: 'There is no such room' });
});
