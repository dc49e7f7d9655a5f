import type { WatchedWindow } from './watch-media';

/** The one camera that a page sends. */
export interface VideoSent {
  active: boolean;
  /** Pixels; 0 before the first frame. */
  height: number;
  framesEncoded: number;
}

/** Runs in the page of a call between two. */
export async function readVideoSent(): Promise<VideoSent> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const sent: VideoSent = { active: false, height: 0, framesEncoded: 0 };
  for (const connection of connections) {
    if (connection.connectionState !== 'connected') continue;
    for (const sender of connection.getSenders()) {
      if (sender.track?.kind !== 'video') continue;
      sent.active = sender.getParameters().encodings[0]?.active ?? false;
      for (const entry of (await sender.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (entry['type'] !== 'outbound-rtp') continue;
        sent.height = Number(entry['frameHeight'] ?? 0);
        sent.framesEncoded += Number(entry['framesEncoded'] ?? 0);
      }
    }
  }
  return sent;
}

/** Runs in the page: pixels of height of the camera as it is sent to each of the others. */
export async function readCamerasSent(): Promise<number[]> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const heights: number[] = [];
  for (const connection of connections) {
    if (connection.connectionState !== 'connected') continue;
    for (const sender of connection.getSenders()) {
      if (sender.track?.kind !== 'video') continue;
      for (const entry of (await sender.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (entry['type'] === 'outbound-rtp') heights.push(Number(entry['frameHeight'] ?? 0));
      }
    }
  }
  return heights;
}
