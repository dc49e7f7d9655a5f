/** The SHA-256 fingerprints of the certificates of both ends of a DTLS connection (RFC 8122 5). */
export interface FingerprintPair {
  /** Of this browser's certificate: 32 bytes in upper-case hexadecimal with colons. */
  readonly local: string;
  readonly remote: string;
}

/** The descriptions that offer and answer have settled on. */
type Negotiated = Pick<RTCPeerConnection, 'currentLocalDescription' | 'currentRemoteDescription'>;

/**
 * Returns the fingerprints that a connection has negotiated: the browser ends the DTLS handshake with
 * a peer whose certificate has another one (RFC 8827 6.5).
 * @returns null before offer and answer, or if a description does not name exactly one certificate
 */
export function negotiatedFingerprints(pc: Negotiated): FingerprintPair | null {
  const local = fingerprintIn(pc.currentLocalDescription?.sdp);
  const remote = fingerprintIn(pc.currentRemoteDescription?.sdp);
  return local === null || remote === null ? null : { local, remote };
}

/** Returns whether both are the same pair, or both are unknown. */
export const isSamePair = (one: FingerprintPair | null, other: FingerprintPair | null): boolean =>
  one?.local === other?.local && one?.remote === other?.remote;

const LINE = /^a=fingerprint:(\S+) (\S+)\r?$/gim;
const SHA_256 = /^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/;

/**
 * A description may name several certificates, so that one of them could be hidden behind another.
 * Browsers write one for all sections; anything else gets no safety code.
 */
function fingerprintIn(sdp = ''): string | null {
  const found = new Set<string>();
  for (const [, hash = '', value = ''] of sdp.matchAll(LINE)) {
    found.add(hash.toLowerCase() === 'sha-256' ? value.toUpperCase() : 'unknown');
  }
  const [only = '', ...more] = found;
  return more.length === 0 && SHA_256.test(only) ? only : null;
}
