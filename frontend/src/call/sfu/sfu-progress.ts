import type { Route } from '@parley/shared/media-route';
import type { Participant } from '@parley/shared/participants';
import type { MediaTransport } from '../media-transport';
import type { VisibleSource } from '../track-source';
import type { SfuPlane } from './sfu-plane';

/** A video that nobody looks at is not decoded; then it is not waited for longer than this. */
const SHOWN_MS = 1_500;
const VIDEOS: readonly VisibleSource[] = ['camera', 'screen'];

/** A move, and how far it is here. */
export interface Move {
  readonly gen: number;
  readonly to: Route;
  isSwitching: boolean;
  isProved: boolean;
  hasSwitched: boolean;
}

/** How far the media of the others have come on the SFU. */
export interface SfuProgress {
  /** Participants whose media have arrived. */
  readonly arrived: ReadonlySet<string>;
  /** Those of every connected participant have. */
  readonly isThere: boolean;
  /** They are also shown. */
  readonly isShown: boolean;
}

export interface ProgressOptions {
  readonly people: readonly Participant[];
  /** Since when the media of participants are shown from the SFU. */
  readonly shownSince: ReadonlyMap<string, number>;
  readonly isHidden: (participantId: string, source: VisibleSource) => boolean;
}

/** Looks at what has arrived. Participants without a socket are not waited for. */
export async function progressOn(
  plane: SfuPlane,
  { people, shownSince, isHidden }: ProgressOptions,
): Promise<SfuProgress> {
  const arrived = new Set<string>();
  let isThere = true;
  let isShown = true;
  await Promise.all(
    people.map(async ({ id, connection, media }) => {
      const { isPresent, arriving, decoded } = await plane.arrival(id);
      const wanted = VIDEOS.filter((source) => media[source] && !isHidden(id, source));
      const has = isPresent && wanted.every((source) => arriving.has(source));
      if (has) arrived.add(id);
      if (connection !== 'connected') return;
      isThere &&= has;
      const since = shownSince.get(id);
      const isDecoded = wanted.every((source) => decoded.has(source));
      isShown &&= since !== undefined && (isDecoded || performance.now() - since > SHOWN_MS);
    }),
  );
  return { arrived, isThere, isShown };
}

/** Whether the mesh reaches every participant who has a socket. */
export const areConnected = (
  people: readonly Participant[],
  mesh: Pick<MediaTransport, 'remote'>,
): boolean =>
  people.every(
    ({ id, connection }) =>
      connection !== 'connected' || mesh.remote(id)?.initialConnect === 'connected',
  );
