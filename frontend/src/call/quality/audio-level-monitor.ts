import type { CallStore } from '../session/call-store';
import { EchoWatch } from './echo/echo-watch';
import type { MediaTransport } from '../media-transport';
import type { LocalMedia } from '../local/local-media';
import type { Scope } from '../../core/scope';
import { Speakers } from './active-speakers';

export interface AudioLevelMonitorOptions {
  readonly scope: Scope;
  readonly own: Pick<LocalMedia, 'meter' | 'state'>;
  readonly transport: Pick<MediaTransport, 'level'>;
  readonly store: CallStore;
}

/** Who is heard, and whose speakers return one's own voice: all that is read from loudness. */
export class AudioLevelMonitor {
  readonly #options: AudioLevelMonitorOptions;
  readonly #speakers = new Speakers();
  readonly #echoes: EchoWatch;

  constructor(options: AudioLevelMonitorOptions) {
    this.#options = options;
    const { scope, own, transport, store } = options;
    this.#echoes = new EchoWatch({
      scope,
      ownLevel: () => (own.state.microphone ? own.meter.level.get() : 0),
      levelOf: (id) => transport.level(id),
      others: () =>
        store.snapshot
          .get()
          .remotes.filter(({ participant }) => participant.media.microphone)
          .map(({ participant }) => participant.id),
      onChange: (echoing) => store.update({ echoing }),
    });
  }

  /** Loudness of the others by participant id, 0..1; to be called several times a second. */
  hear(remote: ReadonlyMap<string, number>): void {
    const { own, store } = this.#options;
    const self = store.self?.id ?? '';
    const levels = new Map(remote).set(self, own.meter.level.get());
    const isOn = (id: string): boolean =>
      id === self ? own.state.microphone : store.participant(id)?.media.microphone === true;
    store.update({ speaking: this.#speakers.next(levels, isOn, performance.now()) });
    this.#echoes.hear();
  }

  /** The meeting is over: nobody is remembered. */
  reset(): void {
    this.#speakers.reset();
    this.#echoes.reset();
  }
}
