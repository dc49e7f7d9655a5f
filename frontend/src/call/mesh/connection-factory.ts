import type { IceServer } from '@parley/shared/ice';

export type CreateConnection = (configuration: RTCConfiguration) => RTCPeerConnection;

/** Makes every connection of one call with the newest servers and the same certificate. */
export class ConnectionFactory {
  readonly #create: CreateConnection;
  #iceServers: RTCIceServer[] = [];
  #certificates: RTCCertificate[] = [];

  constructor(create?: CreateConnection) {
    this.#create = create ?? ((configuration) => new RTCPeerConnection(configuration));
    void this.#makeCertificate();
  }

  /** Newest STUN and TURN servers; for connections that exist see `LinkConnection.configure`. */
  get iceServers(): RTCIceServer[] {
    return this.#iceServers;
  }

  configure(iceServers: readonly IceServer[]): void {
    this.#iceServers = [...iceServers];
  }

  create(iceTransportPolicy: RTCIceTransportPolicy): RTCPeerConnection {
    return this.#create({
      iceServers: this.#iceServers,
      iceTransportPolicy,
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
      ...(this.#certificates.length > 0 && { certificates: this.#certificates }),
    });
  }

  /** Made once, ahead of time: each connection would otherwise make its own. */
  async #makeCertificate(): Promise<void> {
    if (typeof RTCPeerConnection === 'undefined') return;
    const algorithm: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };
    const certificate = await RTCPeerConnection.generateCertificate(algorithm).catch(() => null);
    if (certificate) this.#certificates = [certificate];
  }
}
