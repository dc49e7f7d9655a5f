interface WatchedWindow {
  parleyTest: { connections: RTCPeerConnection[] };
}

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
