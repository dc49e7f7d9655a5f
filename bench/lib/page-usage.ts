import type { WatchedWindow } from '../../e2e/support/watch-media';

export interface MediaMoved {
  /** Bytes sent. */
  all: number;
  /** Bytes of video sent. */
  video: number;
  /** Decoded video frames. */
  frames: number;
}

/** Runs in a page with `watchMedia`: the sums over all its connections so far. */
export async function mediaMoved(): Promise<MediaMoved> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const sum: MediaMoved = { all: 0, video: 0, frames: 0 };
  for (const pc of connections.filter(({ connectionState }) => connectionState === 'connected')) {
    for (const report of (await pc.getStats()).values()) {
      if (report.type === 'inbound-rtp') sum.frames += report.framesDecoded ?? 0;
      if (report.type !== 'outbound-rtp') continue;
      const bytes = report.bytesSent ?? 0;
      sum.all += bytes;
      if (report.kind === 'video') sum.video += bytes;
    }
  }
  return sum;
}

/** Runs in a page before its scripts: makes it send every camera with the browser's default encoding. */
export function useDefaultEncodings(): void {
  const { addTransceiver } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.addTransceiver = function add(trackOrKind, init) {
    const { sendEncodings: _, ...rest } = init ?? {};
    return addTransceiver.call(this, trackOrKind, rest);
  };
  RTCRtpSender.prototype.setParameters = () => Promise.resolve();
}

/** Runs in a page with `watchMedia`: the bytes that its connections have received so far. */
export async function bytesReceived(): Promise<number> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  let sum = 0;
  for (const pc of connections.filter(({ connectionState }) => connectionState === 'connected')) {
    for (const report of (await pc.getStats()).values()) {
      if (report.type === 'transport') sum += report.bytesReceived ?? 0;
    }
  }
  return sum;
}

/** Runs in a page: the tasks longer than 50 ms within this time. Durations in milliseconds. */
export async function countLongTasks(
  ms: number,
): Promise<{ count: number; total: number; longest: number }> {
  const durations: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) durations.push(duration);
  });
  observer.observe({ type: 'longtask' });
  await new Promise((resolve) => setTimeout(resolve, ms));
  observer.disconnect();
  return {
    count: durations.length,
    total: durations.reduce((sum, duration) => sum + duration, 0),
    longest: Math.max(0, ...durations),
  };
}
