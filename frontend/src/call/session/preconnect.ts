import { presentCount, type RoomPresence } from '@parley/shared/meetings';
import type { PresentParticipant } from '@parley/shared/participants';
import { MAX_MESH_CAPACITY } from '@parley/shared/rooms';
import { createLog } from '../../core/log';
import type { Scope } from '../../core/scope';
import type { MediaTransport } from '../media-transport';
import { isBeforeMeeting, type WatchDetails } from './call-machine';
import type { CallStore } from './call-store';
import type { IceServers } from './ice-servers';

const log = createLog('call');

export interface PreconnectOptions {
  readonly scope: Scope;
  readonly transport: Pick<MediaTransport, 'preconnect' | 'anticipate'>;
  readonly iceServers: IceServers;
  readonly store: CallStore;
  /** The instance id of this client. */
  instanceId(): string;
}

/**
 * Prepares the transport for the participants in the room before the client joins: once the ICE
 * servers and the devices are known, so that offers need no second round.
 */
export class Preconnect {
  readonly #options: PreconnectOptions;
  #areDevicesKnown = false;
  #isAllowed = false;
  #meshLimit: number | undefined;
  #isMesh = true;
  #failure: unknown = null;

  constructor(options: PreconnectOptions) {
    this.#options = options;
  }

  /** What the browser threw when the transport was last prepared; null if that worked. */
  get failure(): unknown {
    return this.#failure;
  }

  /** @param details from the ack of `room:watch`; null if only the presence has changed */
  onPresence(presence: RoomPresence, details: WatchDetails | null): void {
    if (details) {
      this.#options.iceServers.set(details.iceServers);
      this.#isAllowed = details.preconnect;
      this.#meshLimit = details.meshLimit;
    }
    this.#options.store.showPresence(presence, this.#others(presence));
    this.#prepare();
  }

  /** The devices have opened or failed. */
  onDevicesOpened(): void {
    this.#areDevicesKnown = true;
    this.#prepare();
  }

  onDevicesClosed(): void {
    this.#areDevicesKnown = false;
  }

  #prepare(): void {
    const { scope, transport, iceServers, store } = this.#options;
    const { presence, phase } = store.snapshot.get();
    const isReady = this.#areDevicesKnown && iceServers.known && isBeforeMeeting(phase);
    if (!presence || !isReady || scope.closed) return;
    try {
      const others = this.#others(presence);
      // Without the own seat, which may show before the join ack; names may be left out.
      const count = presentCount(presence) - presence.people.length + others.length;
      transport.anticipate(count + 1, this.#meshLimit);
      // A meeting that is larger than a mesh has no peers to connect to. Once offers are under way with
      // the join, that does not change any more: peers answer them.
      if (phase !== 'joining') this.#isMesh = count <= (this.#meshLimit ?? MAX_MESH_CAPACITY);
      transport.preconnect(this.#isMesh ? others : [], this.#isAllowed);
      this.#failure = null;
    } catch (error) {
      // The lobby works without connections; a join reports the failure.
      log.warn('the transport could not be prepared', { error });
      this.#failure = error;
    }
    store.refreshRemotes();
  }

  /** A client that joins may see its own seat in the presence before its join ack. */
  #others({ people }: RoomPresence): PresentParticipant[] {
    const own = this.#options.store.self?.id;
    const ownInstance = this.#options.instanceId();
    return people.filter(({ id, instanceId }) => id !== own && instanceId !== ownInstance);
  }
}
