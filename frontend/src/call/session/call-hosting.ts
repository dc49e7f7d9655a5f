import type { HostedSource, hostCommands } from '@parley/shared/host-controls';
import type { MediaState } from '@parley/shared/participants';
import type { CommandInput, EventPayload } from '@parley/shared/socket-events';
import { Emitter, type Subscribable } from '../../core/emitter';
import type { LocalMedia } from '../local/local-media';
import type { SignalingChannel } from '../signaling-channel';

export type HostCommandName = keyof typeof hostCommands;

/** An action of a host that concerns this user. */
export type HostActed = EventPayload<'host:acted'>;

// A type alias, because the emitter needs an index signature.
export type HostingEvents = {
  acted: HostActed;
  /** Hosts turned these sources off while this client was disconnected, or do not allow them. */
  stopped: readonly HostedSource[];
};

export interface CallHostingOptions {
  readonly channel: SignalingChannel;
  readonly local: Pick<LocalMedia, 'microphone' | 'camera' | 'screen'>;
  /** Whether this user is a host, who may always share. */
  readonly isHost: () => boolean;
}

const SOURCES = ['microphone', 'camera', 'screen'] as const;

/** Host controls of a call: sends the commands, and turns off what a host has turned off. */
export class CallHosting {
  readonly events: Subscribable<HostingEvents>;
  readonly #events = new Emitter<HostingEvents>();
  readonly #options: CallHostingOptions;

  constructor(options: CallHostingOptions) {
    this.#options = options;
    this.events = this.#events;
  }

  /** @throws {RequestError} (asynchronously) when the server refuses or does not answer */
  async request<C extends HostCommandName>(command: C, payload: CommandInput<C>): Promise<void> {
    await this.#options.channel.request(command, payload);
  }

  /** A host acted on this user. */
  acted(event: HostActed): void {
    const source = STOPPED_BY[event.action.kind];
    const isExempt = event.action.kind === 'share_off' && this.#options.isHost();
    if (source !== undefined && !isExempt) this.#turnOff(source);
    this.#events.emit('acted', event);
  }

  /**
   * The client has joined.
   * @param sent the media state that travelled with the join
   * @param given the media state that the server gave the participant
   */
  entered(sent: MediaState, given: MediaState): void {
    this.stop(SOURCES.filter((source) => sent[source] && !given[source]));
  }

  /** Turns sources off that the hosts do not allow. The choice for later visits stays. */
  stop(keys: readonly (keyof MediaState)[]): void {
    const stopped = SOURCES.filter((source) => keys.includes(source));
    for (const source of stopped) this.#turnOff(source);
    if (stopped.length > 0) this.#events.emit('stopped', stopped);
  }

  close(): void {
    this.#events.clear();
  }

  #turnOff(source: HostedSource): void {
    const { local } = this.#options;
    if (source === 'screen') local.screen.stop();
    else void local[source].set(false);
  }
}

/** The source that an action turns off. */
const STOPPED_BY: Partial<Record<HostActed['action']['kind'], HostedSource>> = {
  mute: 'microphone',
  mute_all: 'microphone',
  stop_camera: 'camera',
  stop_share: 'screen',
  share_off: 'screen',
};
