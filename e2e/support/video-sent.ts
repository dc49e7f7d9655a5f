import type { WatchedWindow } from './watch-media';

/** The camera video that a page sends to its only peer. */
export interface VideoSent {
  active: boolean;
  /** Height in pixels that the encoder produces; 0 before the first frame. */
  height: number;
  /** Height in pixels that the application asks for; the browser may send less. */
  requestedHeight: number;
  framesEncoded: number;
  framesSent: number;
}

/** Runs in the page of a call of two. */
export async function readVideoSent(): Promise<VideoSent> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const sent: VideoSent = {
    active: false,
    height: 0,
    requestedHeight: 0,
    framesEncoded: 0,
    framesSent: 0,
  };
  for (const connection of connections) {
    if (connection.connectionState !== 'connected') continue;
    for (const sender of connection.getSenders()) {
      if (sender.track?.kind !== 'video') continue;
      const [encoding] = sender.getParameters().encodings;
      sent.active = encoding?.active ?? false;
      const captured = sender.track.getSettings().height ?? 0;
      sent.requestedHeight = captured / (encoding?.scaleResolutionDownBy ?? 1);
      for (const entry of (await sender.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (entry['type'] !== 'outbound-rtp') continue;
        sent.height = Number(entry['frameHeight'] ?? 0);
        sent.framesEncoded += Number(entry['framesEncoded'] ?? 0);
        sent.framesSent += Number(entry['framesSent'] ?? 0);
      }
    }
  }
  return sent;
}

/** Runs in the page: the height in pixels of the camera video that it sends to each peer. */
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
