import { AccessToken, RoomServiceClient, TrackSource, type VideoGrant } from 'livekit-server-sdk';

/** How this server reaches LiveKit. */
export interface LivekitOptions {
  /** Address of its API and signaling, such as `http://127.0.0.1:7880`. */
  readonly url: string;
  readonly key: string;
  readonly secret: string;
}

/** What a participant may send. */
export interface SfuGrant {
  readonly mayShareScreen: boolean;
}

/** Somebody who is connected to a room of the SFU. */
export interface SfuParticipant {
  readonly identity: string;
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

const SOURCES = [TrackSource.CAMERA, TrackSource.MICROPHONE];
const SCREEN_SOURCES = [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO];

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
    participants: (room) => rooms.listParticipants(room),
    remove: (room, identity) => rooms.removeParticipant(room, identity),
    async token(room, identity, { mayShareScreen }) {
      const token = new AccessToken(key, secret, { identity, ttl: TOKEN_SECONDS });
      const grant: VideoGrant = {
        roomJoin: true,
        room,
        canSubscribe: true,
        canPublish: true,
        canPublishData: false,
        canUpdateOwnMetadata: false,
        canPublishSources: mayShareScreen ? [...SOURCES, ...SCREEN_SOURCES] : SOURCES,
      };
      token.addGrant(grant);
      return token.toJwt();
    },
  };
}
