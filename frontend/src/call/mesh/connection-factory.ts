import type { IceServer } from '@parley/shared/ice';
import { createLog } from '../../core/log';

const log = createLog('mesh');

export type CreateConnection = (configuration: RTCConfiguration) => RTCPeerConnection;

/**
 * The policy for the next connection of a link. After every second recreation that did not help, the
 * next one uses the relay only.
 *
 * @param recreations new connections since the last one that worked
 */
export function transportPolicy(
  recreations: number,
  iceServers: readonly RTCIceServer[],
): RTCIceTransportPolicy {
  const hasRelay = iceServers.some(({ credential }) => credential !== undefined);
  return hasRelay && recreations > 0 && recreations % 2 === 0 ? 'relay' : 'all';
}

/** Makes the peer connections of a call with the newest ICE servers and a shared certificate. */
export class ConnectionFactory {
  readonly #create: CreateConnection;
  #iceServers: RTCIceServer[] = [];
  #certificates: RTCCertificate[] = [];

  constructor(create?: CreateConnection) {
    this.#create = create ?? ((configuration) => new RTCPeerConnection(configuration));
    void this.#makeCertificate();
  }

  /** The newest STUN and TURN servers. Existing connections get them by `PeerLink.configure`. */
  get iceServers(): RTCIceServer[] {
    return this.#iceServers;
  }

  configure(iceServers: readonly IceServer[]): void {
    this.#iceServers = [...iceServers];
  }

  /** @throws what the browser throws, for example when there are too many connections */
  create(iceTransportPolicy: RTCIceTransportPolicy): RTCPeerConnection {
    return this.#create({
      iceServers: this.#iceServers,
      iceTransportPolicy,
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
      ...(this.#certificates.length > 0 && { certificates: this.#certificates }),
    });
  }

  /** Made once, ahead of time; otherwise each connection would make its own. */
  async #makeCertificate(): Promise<void> {
    if (typeof RTCPeerConnection === 'undefined') return;
    const algorithm: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };
    try {
      this.#certificates = [await RTCPeerConnection.generateCertificate(algorithm)];
    } catch (error) {
      log.debug('no shared certificate', { error });
    }
  }
}
