import { type HostedSource, hostedSources } from '@parley/shared/host-controls';
import {
  AccessToken,
  type ParticipantPermission,
  RoomServiceClient,
  TrackSource,
} from 'livekit-server-sdk';

/** How this server reaches LiveKit. */
export interface LivekitOptions {
  /** Address of its API and signaling, such as `http://127.0.0.1:7880`. */
  readonly url: string;
  readonly key: string;
  readonly secret: string;
}

/** What a participant may send; everybody may receive. */
export type SfuGrant = ReadonlySet<HostedSource>;

/** Somebody who is connected to a room of the SFU. */
export interface SfuParticipant {
  readonly identity: string;
  /** Null if it is none that Parley gives. */
  readonly grant: SfuGrant | null;
}

/** The part of LiveKit that Parley uses. Every method but `token` rejects if LiveKit does not answer. */
export interface Livekit {
  /** Asks whether it answers, and accepts the key. */
  ping(): Promise<void>;
  /** Creates a room; without effect if there is one with this name. */
  createRoom(name: string, maxParticipants: number): Promise<void>;
  deleteRoom(name: string): Promise<void>;
  participants(room: string): Promise<SfuParticipant[]>;
  remove(room: string, identity: string): Promise<void>;
  /** Changes what somebody may send. LiveKit unpublishes at once what they may not send any more. */
  permit(room: string, identity: string, grant: SfuGrant): Promise<void>;
  /** A token that lets one connection into a room, within a minute. */
  token(room: string, identity: string, grant: SfuGrant): Promise<string>;
}

/** How long a token lets a connection in. */
export const TOKEN_SECONDS = 60;
/** In seconds; LiveKit runs on this machine or near it. */
const REQUEST_SECONDS = 5;
/** How long a room waits for its first participant, and for those who left, in seconds. */
const EMPTY_SECONDS = 60;
const DEPARTURE_SECONDS = 20;

const SOURCES: Record<HostedSource, readonly TrackSource[]> = {
  camera: [TrackSource.CAMERA],
  microphone: [TrackSource.MICROPHONE],
  screen: [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO],
};

/** Creates the client of LiveKit's API. */
export function createLivekit({ url, key, secret }: LivekitOptions): Livekit {
  const rooms = new RoomServiceClient(url, key, secret, { requestTimeout: REQUEST_SECONDS });
  return {
    async ping() {
      await rooms.listRooms(['none']);
    },
    async createRoom(name, maxParticipants) {
      await rooms.createRoom({
        name,
        maxParticipants,
        emptyTimeout: EMPTY_SECONDS,
        departureTimeout: DEPARTURE_SECONDS,
      });
    },
    deleteRoom: (name) => rooms.deleteRoom(name),
    async participants(room) {
      const all = await rooms.listParticipants(room);
      return all.map(({ identity, permission }) => ({
        identity,
        grant: permission === undefined ? null : grantOf(permission),
      }));
    },
    remove: (room, identity) => rooms.removeParticipant(room, identity),
    async permit(room, identity, grant) {
      const permission = { ...permissionOf(grant), canUpdateMetadata: false };
      await rooms.updateParticipant(room, identity, { permission });
    },
    token(room, identity, grant) {
      const token = new AccessToken(key, secret, { identity, ttl: TOKEN_SECONDS });
      token.addGrant({
        ...permissionOf(grant),
        canUpdateOwnMetadata: false,
        roomJoin: true,
        room,
      });
      return token.toJwt();
    },
  };
}

const sourcesOf = (grant: SfuGrant): TrackSource[] =>
  hostedSources.flatMap((source) => (grant.has(source) ? SOURCES[source] : []));

const permissionOf = (grant: SfuGrant) => ({
  canSubscribe: true,
  // To LiveKit, an empty list of sources means all of them.
  canPublish: grant.size > 0,
  canPublishSources: sourcesOf(grant),
  canPublishData: false,
});

/** The grant that LiveKit's permission stands for; null if it is none that Parley gives. */
function grantOf(permission: ParticipantPermission): SfuGrant | null {
  const allowed = new Set(permission.canPublishSources);
  const grant = new Set(
    hostedSources.filter((source) => SOURCES[source].every((one) => allowed.has(one))),
  );
  const { canSubscribe, canPublish, canPublishData, canUpdateMetadata } = permission;
  const isOurs =
    canSubscribe &&
    canPublish === grant.size > 0 &&
    allowed.size === sourcesOf(grant).length &&
    !canPublishData &&
    !canUpdateMetadata;
  return isOurs ? grant : null;
}
