import type { JoinAck } from '@parley/shared/meetings';
import type { FirstCommand } from '@parley/shared/socket-events';
import { Call } from './call';
import type { CallSnapshot } from './call-snapshot';
import type { LowConnectionMode } from '../quality/low-connection-mode';
import type { EffectLoaders, MediaControls } from '../local/local-media';
import type { StatisticsFeed } from '../quality/statistics-feed';
import type { Seat } from './leave-seat';
import type { CreateTransport, VisibleSource } from '../media-transport';
import type { PageVisibility } from '../../core/page-visibility';
import type { SignalingChannel } from '../signaling-channel';
import type { KeyValueStorage } from '../../core/browser-storage';
import type { ReadonlyValue } from '../../core/value';

/** One person's part in one room: before, in and after the meeting. The UI talks to nothing else. */
export interface CallSession {
  readonly snapshot: ReadonlyValue<CallSnapshot>;
  /** The user's own devices, screen and raised hand. */
  readonly media: MediaControls;
  /** The low-connection mode. */
  readonly saving: Pick<LowConnectionMode, 'set' | 'declineOffer'>;
  /** Statistics, and how much data was used. */
  readonly measurements: Pick<StatisticsFeed, 'dataUsed' | 'watch'>;
  /** What will be asked of the server as soon as it can be reached; null: nothing, or not yet known. */
  nextCommand(): FirstCommand | null;
  /** Tells each join ack (the first and every one after a reconnect). Returns the way to stop. */
  onJoined(listener: (ack: JoinAck) => void): () => void;
  /** Opens devices and watches the room: phase `lobby`. Never rejects because of a device. */
  enterLobby(): Promise<void>;
  /** Phase `joining`, then `live`, `full` or `failed`; resolves when that is known. */
  join(): Promise<void>;
  /** Gives up the seat: phase `left`. */
  leave(): Promise<void>;
  /** From `left`, `replaced`, `ended` or `failed` back to `joining`. */
  rejoin(): Promise<void>;
  /** Asks for the devices again, for example after a denial. */
  retryDevices(): Promise<void>;
  /**
   * How large a person's camera or screen is shown, in physical pixels of height; 0 while it is
   * hidden. They then send no more than that.
   */
  setView(participantId: string, source: VisibleSource, height: number): void;
  /** A picture of somebody else was shown; the first one ends the measuring of the join. */
  noteFrame(): void;
  /** Closes all: tracks, connections, listeners; leaves the meeting. Idempotent. */
  dispose(): void;
}

export interface CallSessionOptions {
  readonly code: string;
  readonly channel: SignalingChannel;
  /** Default: mesh with `RTCPeerConnection`. */
  readonly createTransport?: CreateTransport;
  /** Default: `navigator.mediaDevices`, which is missing on insecure origins. */
  readonly mediaDevices?: MediaDevices;
  /** Default: none, so that a permission taken back shows by tracks that end only. */
  readonly permissions?: Permissions | undefined;
  /** Default: of this page. */
  readonly visibility?: PageVisibility;
  /** Default: noise suppression and background blur of this application. */
  readonly effects?: EffectLoaders;
  /** Where chosen devices, on/off choices and the low-connection mode are remembered; default: nowhere. */
  readonly storage?: KeyValueStorage;
  /**
   * Leaves a seat when the channel could not say that it was given up, also after `dispose`.
   * Default: it runs out by itself.
   */
  readonly leaveLater?: (seat: Seat) => void;
}

/** Opens nothing yet; see `enterLobby` and `join`. */
export function createCallSession(options: CallSessionOptions): CallSession {
  return new Call(options);
}
