interface WatchedWindow {
  parleyTest: { connections: RTCPeerConnection[] };
}

/** Bytes of media. */
export interface BytesSent {
  all: number;
  /** Of pictures alone. */
  video: number;
}

/** Runs in a page whose connections are watched: what was sent so far, over all of them. */
export async function bytesSent(): Promise<BytesSent> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const sum: BytesSent = { all: 0, video: 0 };
  for (const pc of connections.filter(({ connectionState }) => connectionState === 'connected')) {
    for (const report of (await pc.getStats()).values()) {
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
