/**
 * Runs in the page before its own scripts: keeps the peer connections that it makes, so that tests
 * can ask `getStats()` what really arrived, and notes every breach of the content security policy.
 */
export function watchMedia(): void {
  const connections: RTCPeerConnection[] = [];
  const breaches: string[] = [];
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
  document.addEventListener('securitypolicyviolation', (event) => {
    breaches.push(`${event.violatedDirective} ${event.blockedURI}`);
  });
  Object.assign(window, { parleyTest: { connections, breaches } });
}

export interface WatchedWindow {
  parleyTest: { connections: RTCPeerConnection[]; breaches: string[] };
}

export interface Received {
  /** Connections that are connected. */
  connected: number;
  framesDecoded: number;
  audioPackets: number;
  audioEnergy: number;
}

/** Sums what all open connections of the page have received so far. */
export async function readReceived(): Promise<Received> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const sum: Received = { connected: 0, framesDecoded: 0, audioPackets: 0, audioEnergy: 0 };
  for (const connection of connections) {
    if (connection.connectionState === 'connected') sum.connected += 1;
    if (connection.connectionState === 'closed') continue;
    const stats = await connection.getStats();
    for (const entry of stats.values() as Iterable<Record<string, unknown>>) {
      if (entry['type'] !== 'inbound-rtp') continue;
      if (entry['kind'] === 'video') sum.framesDecoded += Number(entry['framesDecoded'] ?? 0);
      else {
        sum.audioPackets += Number(entry['packetsReceived'] ?? 0);
        sum.audioEnergy += Number(entry['totalAudioEnergy'] ?? 0);
      }
    }
  }
  return sum;
}
