import { expect, test } from 'vitest';
import type { MediaErrorReason } from '../session/call-snapshot';
import { SOURCE_OFF } from './local-source';
import { ScreenShare } from './screen-share';

/** What is told when the browser refuses with this error. */
async function toldOf(refusal: DOMException): Promise<MediaErrorReason[]> {
  const told: MediaErrorReason[] = [];
  const mediaDevices = { getDisplayMedia: () => Promise.reject(refusal) };
  const screen = new ScreenShare({
    mediaDevices: mediaDevices as unknown as MediaDevices,
    onTrack: () => undefined,
    onFailed: (reason) => told.push(reason),
  });
  await screen.start();
  expect(screen.state.get()).toEqual(SOURCE_OFF);
  return told;
}

test('a picker that was closed is nothing to talk about', async () => {
  const closed = new DOMException('Permission denied by user', 'NotAllowedError');
  expect(await toldOf(closed)).toEqual([]);
});

test('a system that forbids recording the screen is told', async () => {
  const forbidden = new DOMException('Permission denied by system', 'NotAllowedError');
  expect(await toldOf(forbidden)).toEqual(['permission-denied']);
});

test('a screen that does not start is told', async () => {
  const unreadable = new DOMException('Could not start video source', 'NotReadableError');
  expect(await toldOf(unreadable)).toEqual(['in-use']);
});
