import type { JoinAck } from '@parley/shared/meetings';
import { Call } from './call';
import type { CallSnapshot } from './call-snapshot';
import type { DeviceNotice } from './devices/device-notice';
import type { EffectLoaders } from './devices/local-effects';
import type { EffectName } from './devices/track-effect';
import type { CreateTransport, VisibleSource } from './media-transport';
import type { SignalingChannel } from './signaling-channel';
import type { CallStatistics, DataUsed } from './stats/statistics';
import type { ReadonlyValue } from './value';

/** One person's part in one room: before, in and after the meeting. The UI talks to nothing else. */
export interface CallSession {
  readonly snapshot: ReadonlyValue<CallSnapshot>;
  /** 0..1, one's own microphone for the meter; changes many times a second, so apart from the snapshot. */
  readonly microphoneLevel: ReadonlyValue<number>;
  /** By media, since the page was opened; changes every few seconds. */
  readonly dataUsed: ReadonlyValue<DataUsed>;
  /** Tells each join ack (the first and every one after a reconnect). Returns the way to stop. */
  onJoined(listener: (ack: JoinAck) => void): () => void;
  /** Tells what happens to devices without one's doing. Returns the way to stop. */
  onDeviceNotice(listener: (notice: DeviceNotice) => void): () => void;
  /** Opens devices and watches the room: phase `lobby`. Never rejects because of a device. */
  enterLobby(): Promise<void>;
  /** Phase `joining`, then `live`, `full` or `failed`; resolves when that is known. */
  join(): Promise<void>;
  /** Gives up the seat: phase `left`. */
  leave(): Promise<void>;
  /** From `left`, `replaced`, `ended` or `failed` back to `joining`. */
  rejoin(): Promise<void>;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  setHand(raised: boolean): Promise<void>;
  /** Asks what to share; a picker that was closed is no error. */
  startScreenShare(): Promise<void>;
  stopScreenShare(): Promise<void>;
  chooseMicrophone(deviceId: string): Promise<void>;
  chooseCamera(deviceId: string): Promise<void>;
  /** Remembered in the snapshot; the UI plays audio there (`setSinkId`). */
  chooseSpeaker(deviceId: string): void;
  /** Loads the effect when it is first used; remembered. One that cannot run is told as a notice. */
  setEffect(effect: EffectName, on: boolean): Promise<void>;
  /**
   * How large a person's camera or screen is shown, in physical pixels of height; 0 while it is
   * hidden. They then send no more than that.
   */
  setView(participantId: string, source: VisibleSource, height: number): void;
  /** Audio first: no cameras are received, screens come with few frames, less is sent. Remembered. */
  setLowConnection(on: boolean): void;
  /** The offer of `offersLowConnection` is withdrawn, and not made again for some minutes. */
  declineLowConnection(): void;
  /**
   * Tells the statistics now and after each measure, every two seconds. They are read from what is
   * measured anyway, and only while somebody watches. Returns the way to stop.
   */
  watchStatistics(listener: (statistics: CallStatistics) => void): () => void;
  /** A picture of somebody else was shown; the first one ends the measuring of the join. */
  noteFrame(): void;
  /** Asks for the devices again, for example after a denial. */
  retryDevices(): Promise<void>;
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
  /** Default: noise suppression and background blur of this application. */
  readonly effects?: EffectLoaders;
  /** Where chosen devices, on/off choices and the low-connection mode are remembered; default: nowhere. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem'>;
}

/** Opens nothing yet; see `enterLobby` and `join`. */
export function createCallSession(options: CallSessionOptions): CallSession {
  return new Call(options);
}
