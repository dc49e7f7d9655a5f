import type { RoomPresence } from '@parley/shared/meetings';
import type { PresentParticipant } from '@parley/shared/participants';
import type { CallPhase } from './call-snapshot';
import type { CallState } from './call-state';
import type { IceServers } from './ice-servers';
import type { MediaTransport } from '../media-transport';
import type { Watched } from './membership';
import type { Scope } from '../../core/scope';

/** Phases in which one waits for the meeting. */
const WAITING: readonly CallPhase[] = ['lobby', 'full', 'joining'];

export interface PreconnectOptions {
  readonly scope: Scope;
  readonly transport: Pick<MediaTransport, 'preconnect'>;
  readonly iceServers: IceServers;
  readonly state: CallState;
  /** Names this page among those of the same account. */
  instanceId(): string;
}

/**
 * Connections to those in the room, made ready before joining: once the relays are known, and the
 * devices, so that offers need no second round.
 */
export class Preconnect {
  readonly #options: PreconnectOptions;
  #areDevicesKnown = false;
  /** Connections may be made before joining. */
  #mayPreconnect = false;
  #failure: unknown = null;

  constructor(options: PreconnectOptions) {
    this.#options = options;
  }

  /** What the browser threw when connections were made ready; null where it can make them. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Who is there; `watched` where the room was read anew. */
  onPresence(presence: RoomPresence, watched: Watched | null): void {
    if (watched) {
      this.#options.iceServers.set(watched.iceServers);
      this.#mayPreconnect = watched.preconnect;
    }
    this.#options.state.expect(presence, this.#others(presence));
    this.#prepare();
  }

  /** It is known which devices work. */
  onDevicesOpened(): void {
    this.#areDevicesKnown = true;
    this.#prepare();
  }

  onDevicesClosed(): void {
    this.#areDevicesKnown = false;
  }

  #prepare(): void {
    const { scope, transport, iceServers, state } = this.#options;
    const { presence, phase } = state.snapshot.get();
    const ready = this.#areDevicesKnown && iceServers.known;
    if (!presence || !ready || !WAITING.includes(phase) || scope.closed) return;
    try {
      transport.preconnect(this.#others(presence), this.#mayPreconnect);
      this.#failure = null;
    } catch (error) {
      // The page before joining works without; whoever joins is told then.
      this.#failure = error;
    }
    state.refreshRemotes();
  }

  /** Who joins at once hears of the others, and of their own seat, ahead of the first ack. */
  #others({ people }: RoomPresence): PresentParticipant[] {
    const own = this.#options.state.self?.id;
    const page = this.#options.instanceId();
    return people.filter(({ id, instanceId }) => id !== own && instanceId !== page);
  }
}
