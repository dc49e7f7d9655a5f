interface WatchedWindow {
  parleyTest: { connections: RTCPeerConnection[] };
}

export interface MediaMoved {
  /** Bytes sent. */
  all: number;
  /** Of pictures alone. */
  video: number;
  /** Pictures of others that were decoded. */
  pictures: number;
}

/** Runs in a page whose connections are watched: what was moved so far, over all of them. */
export async function mediaMoved(): Promise<MediaMoved> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const sum: MediaMoved = { all: 0, video: 0, pictures: 0 };
  for (const pc of connections.filter(({ connectionState }) => connectionState === 'connected')) {
    for (const report of (await pc.getStats()).values()) {
      if (report.type === 'inbound-rtp') sum.pictures += report.framesDecoded ?? 0;
      if (report.type !== 'outbound-rtp') continue;
      const bytes = report.bytesSent ?? 0;
      sum.all += bytes;
      if (report.kind === 'video') sum.video += bytes;
    }
  }
  return sum;
}

/** Runs in a page before its scripts: every camera is sent as a browser does by itself. */
export function useDefaultEncodings(): void {
  const { addTransceiver } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.addTransceiver = function add(trackOrKind, init) {
    const { sendEncodings: _, ...rest } = init ?? {};
    return addTransceiver.call(this, trackOrKind, rest);
  };
  RTCRtpSender.prototype.setParameters = () => Promise.resolve();
}
