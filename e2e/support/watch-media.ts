/**
 * Runs in the page before its own scripts. It keeps the peer connections that the page creates, so
 * that tests can read `getStats()`, and every violation of the content security policy.
 */
export function watchMedia(): void {
  const connections: RTCPeerConnection[] = [];
  const violations: string[] = [];
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
  document.addEventListener('securitypolicyviolation', (event) => {
    violations.push(`${event.violatedDirective} ${event.blockedURI}`);
  });
  Object.assign(window, { parleyTest: { connections, violations } });
}

export interface WatchedWindow {
  parleyTest: { connections: RTCPeerConnection[]; violations: string[] };
}

export interface Received {
  /** How many connections are connected. */
  connected: number;
  framesDecoded: number;
  audioPackets: number;
  audioEnergy: number;
}

/** Runs in the page: sums what all open connections have received so far. */
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
