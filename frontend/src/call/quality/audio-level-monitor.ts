import type { Scope } from '../../core/scope';
import type { OwnMedia } from '../local/own-media';
import type { MediaTransport } from '../media-transport';
import type { CallState } from '../session/call-state';
import { ActiveSpeakers } from './active-speakers';
import { EchoWatch } from './echo/echo-watch';

export interface AudioLevelMonitorOptions {
  readonly scope: Scope;
  readonly own: OwnMedia;
  readonly transport: Pick<MediaTransport, 'level'>;
  readonly state: CallState;
}

/** Derives from audio levels who is speaking and whose devices return an echo of this user. */
export class AudioLevelMonitor {
  readonly #options: AudioLevelMonitorOptions;
  readonly #speakers = new ActiveSpeakers();
  readonly #echoes: EchoWatch;

  constructor(options: AudioLevelMonitorOptions) {
    this.#options = options;
    const { scope, own, transport, state } = options;
    this.#echoes = new EchoWatch({
      scope,
      ownLevel: () => (own.state.microphone ? own.meter.level.get() : 0),
      levelOf: (id) => transport.level(id),
      participants: () =>
        state.snapshot
          .get()
          .remotes.filter(({ participant }) => participant.media.microphone)
          .map(({ participant }) => participant.id),
      onChange: (echoing) => state.update({ echoing }),
    });
  }

  /**
   * To call several times a second.
   *
   * @param remote audio levels of the remote participants by id, 0..1
   */
  observe(remote: ReadonlyMap<string, number>): void {
    const { own, state } = this.#options;
    const self = state.self?.id ?? '';
    const isOn = (id: string): boolean =>
      id === self ? own.state.microphone : state.roster.get(id)?.media.microphone === true;
    const levels = new Map(remote).set(self, own.meter.level.get());
    for (const id of levels.keys()) if (!isOn(id)) levels.delete(id);
    state.update({ speaking: this.#speakers.observe(levels, performance.now()) });
    this.#echoes.observe();
  }

  /** To call at the end of the meeting. */
  reset(): void {
    this.#speakers.reset();
    this.#echoes.reset();
  }
}
