import type { Scope } from '../../core/scope';
import type { LocalMedia } from '../local/local-media';
import type { MediaTransport } from '../media-transport';
import type { CallStore } from '../session/call-store';
import { ActiveSpeakers } from './active-speakers';
import { EchoWatch } from './echo/echo-watch';

export interface AudioLevelMonitorOptions {
  readonly scope: Scope;
  readonly own: Pick<LocalMedia, 'meter' | 'state'>;
  readonly transport: Pick<MediaTransport, 'level'>;
  readonly store: CallStore;
}

/** Derives from audio levels who is speaking and whose devices return an echo of this user. */
export class AudioLevelMonitor {
  readonly #options: AudioLevelMonitorOptions;
  readonly #speakers = new ActiveSpeakers();
  readonly #echoes: EchoWatch;

  constructor(options: AudioLevelMonitorOptions) {
    this.#options = options;
    const { scope, own, transport, store } = options;
    this.#echoes = new EchoWatch({
      scope,
      ownLevel: () => (own.state.microphone ? own.meter.level.get() : 0),
      levelOf: (id) => transport.level(id),
      participants: () =>
        store.snapshot
          .get()
          .remotes.filter(({ participant }) => participant.media.microphone)
          .map(({ participant }) => participant.id),
      onChange: (echoing) => store.update({ echoing }),
    });
  }

  /**
   * To call several times a second.
   *
   * @param remote audio levels of the remote participants by id, 0..1
   */
  observe(remote: ReadonlyMap<string, number>): void {
    const { own, store } = this.#options;
    const self = store.self?.id ?? '';
    const isOn = (id: string): boolean =>
      id === self ? own.state.microphone : store.participant(id)?.media.microphone === true;
    const levels = new Map(remote).set(self, own.meter.level.get());
    for (const id of levels.keys()) if (!isOn(id)) levels.delete(id);
    store.update({ speaking: this.#speakers.observe(levels, performance.now()) });
    this.#echoes.observe();
  }

  /** To call at the end of the meeting. */
  reset(): void {
    this.#speakers.reset();
    this.#echoes.reset();
  }
}
