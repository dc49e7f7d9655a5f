import { FakeTrack } from './fake-media';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

const sends = (direction: Direction): boolean => direction.startsWith('send');
const receives = (direction: Direction): boolean =>
  direction.endsWith('recv') || direction === 'recvonly';
const toDirection = (send: boolean, receive: boolean): Direction => {
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
};
/** The direction of an answer, given the offered direction and that of the transceiver. */
export const meet = (offered: Direction, own: Direction): Direction =>
  toDirection(receives(offered) && sends(own), sends(offered) && receives(own));
export const reverse = (direction: Direction): Direction =>
  toDirection(receives(direction), sends(direction));

export class FakeTransceiver {
  mid: string | null = null;
  currentDirection: Direction | null = null;
  /** Direction in the last local description. */
  described: Direction | null = null;
  /** Direction in the remote offer, if the local description is its answer. */
  offered: Direction | null = null;
  /** When the newest audio packet was played, in milliseconds; undefined without any. */
  playedAt: number | undefined;
  readonly receiver: {
    track: FakeTrack;
    getSynchronizationSources: () => { timestamp: number }[];
  };
  readonly sender: {
    track: FakeTrack | null;
    replaceTrack: (track: FakeTrack | null) => Promise<void>;
    getParameters: () => { encodings: object[] };
    setParameters: () => Promise<void>;
  };
  #direction: Direction;
  readonly #onChange: () => void;

  constructor(kind: string, track: FakeTrack | null, direction: Direction, onChange: () => void) {
    this.#direction = direction;
    this.#onChange = onChange;
    this.receiver = {
      track: new FakeTrack(kind),
      getSynchronizationSources: () =>
        this.playedAt === undefined ? [] : [{ timestamp: this.playedAt }],
    };
    this.sender = {
      track,
      replaceTrack: (next) => {
        this.sender.track = next;
        return Promise.resolve();
      },
      getParameters: () => ({ encodings: [{}] }),
      setParameters: () => Promise.resolve(),
    };
  }

  get kind(): string {
    return this.receiver.track.kind;
  }

  get direction(): Direction {
    return this.#direction;
  }

  set direction(direction: Direction) {
    this.#direction = direction;
    this.#onChange();
  }
}
