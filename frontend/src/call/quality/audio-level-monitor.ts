import type { CallState } from '../session/call-state';
import { EchoWatch } from './echo/echo-watch';
import type { MediaTransport } from '../media-transport';
import type { LocalMedia } from '../local/local-media';
import type { Scope } from '../../core/scope';
import { Speakers } from './active-speakers';

export interface AudioLevelMonitorOptions {
  readonly scope: Scope;
  readonly own: Pick<LocalMedia, 'meter' | 'state'>;
  readonly transport: Pick<MediaTransport, 'level'>;
  readonly state: CallState;
}

/** Who is heard, and whose speakers return one's own voice: all that is read from loudness. */
export class AudioLevelMonitor {
  readonly #options: AudioLevelMonitorOptions;
  readonly #speakers = new Speakers();
  readonly #echoes: EchoWatch;

  constructor(options: AudioLevelMonitorOptions) {
    this.#options = options;
    const { scope, own, transport, state } = options;
    this.#echoes = new EchoWatch({
      scope,
      ownLevel: () => (own.state.microphone ? own.meter.level.get() : 0),
      levelOf: (id) => transport.level(id),
      others: () =>
        state.snapshot
          .get()
          .remotes.filter(({ participant }) => participant.media.microphone)
          .map(({ participant }) => participant.id),
      onChange: (echoing) => state.update({ echoing }),
    });
  }

  /** Loudness of the others by participant id, 0..1; to be called several times a second. */
  hear(remote: ReadonlyMap<string, number>): void {
    const { own, state } = this.#options;
    const self = state.self?.id ?? '';
    const levels = new Map(remote).set(self, own.meter.level.get());
    const isOn = (id: string): boolean =>
      id === self ? own.state.microphone : state.roster.get(id)?.media.microphone === true;
    state.update({ speaking: this.#speakers.next(levels, isOn, performance.now()) });
    this.#echoes.hear();
  }

  /** The meeting is over: nobody is remembered. */
  reset(): void {
    this.#speakers.reset();
    this.#echoes.reset();
  }
}
