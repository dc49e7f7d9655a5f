interface WatchedWindow {
  parleyTest: { connections: RTCPeerConnection[] };
}

/** Runs in a page whose connections are watched: bytes of media sent so far, over all of them. */
export async function bytesSent(): Promise<number> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  let sum = 0;
  for (const pc of connections.filter(({ connectionState }) => connectionState === 'connected')) {
    for (const report of (await pc.getStats()).values()) {
      if (report.type === 'outbound-rtp') sum += report.bytesSent ?? 0;
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
