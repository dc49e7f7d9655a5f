import { expect, test } from 'vitest';
import { Emitter } from '../../core/emitter';
import type { DeviceNotice, LocalMediaEvents } from './local-media-events';
import { SOURCE_OFF } from './local-source';
import { ScreenShare } from './screen-share';

/** Starts sharing in a browser that refuses with this error, and returns the notices. */
async function noticesAfter(refusal: DOMException): Promise<DeviceNotice[]> {
  const notices: DeviceNotice[] = [];
  const events = new Emitter<LocalMediaEvents>();
  events.on('notice', (notice) => notices.push(notice));
  const mediaDevices = { getDisplayMedia: () => Promise.reject(refusal) };
  const screen = new ScreenShare(mediaDevices as unknown as MediaDevices, events);
  await screen.start();
  expect(screen.state.get()).toEqual(SOURCE_OFF);
  return notices;
}

test('a screen share that the user cancels in the picker emits no notice', async () => {
  const closed = new DOMException('Permission denied by user', 'NotAllowedError');
  expect(await noticesAfter(closed)).toEqual([]);
});

test('a screen share that the system forbids emits a notice about the permission', async () => {
  const forbidden = new DOMException('Permission denied by system', 'NotAllowedError');
  expect(await noticesAfter(forbidden)).toEqual([
    { kind: 'not-shared', reason: 'permission-denied' },
  ]);
});

test('a screen share that does not start emits a notice', async () => {
  const unreadable = new DOMException('Could not start video source', 'NotReadableError');
  expect(await noticesAfter(unreadable)).toEqual([{ kind: 'not-shared', reason: 'in-use' }]);
});
