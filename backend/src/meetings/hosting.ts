import type { MediaState, Participant } from '@parley/shared/participants';
import { mayTurnOn, type HostedSource } from '@parley/shared/host-controls';
import {
  DEFAULT_CONTROLS,
  isHost,
  roleInRoom,
  type MeetingControls,
  type Role,
} from '@parley/shared/roles';
import { AppError } from '../platform/errors';
import type { MeetingRoom, StoredHosting } from './meeting-io';
import type { JoinRequest, Seat } from './seat';

/** What the hosts of one meeting decided, and the rules that follow from it. Lasts as long as the
 * meeting, so that leaving and coming back changes nothing. */
export class Hosting {
  controls: MeetingControls = DEFAULT_CONTROLS;
  readonly #coHostIds = new Set<string>();
  readonly #formerHostIds = new Set<string>();
  /** Whether a user may unmute, where a host decided so; by user id. */
  readonly #unmuting = new Map<string, boolean>();

  restore({ controls, coHostIds, formerHostIds, unmuting }: StoredHosting): void {
    this.controls = controls;
    for (const id of coHostIds) this.#coHostIds.add(id);
    for (const id of formerHostIds) this.#formerHostIds.add(id);
    for (const { userId, isAllowed } of unmuting) this.#unmuting.set(userId, isAllowed);
  }

  get stored(): StoredHosting {
    return {
      controls: this.controls,
      coHostIds: [...this.#coHostIds],
      formerHostIds: [...this.#formerHostIds],
      unmuting: [...this.#unmuting].map(([userId, isAllowed]) => ({ userId, isAllowed })),
    };
  }

  roleOf(
    person: Pick<JoinRequest, 'userId' | 'isGuest'>,
    room: Pick<MeetingRoom, 'ownerId' | 'coHostIds'>,
  ): Role {
    const role = roleInRoom(person, room);
    if (role === 'owner' || role === 'guest') return role;
    if (this.#formerHostIds.has(person.userId)) return 'participant';
    return this.#coHostIds.has(person.userId) ? 'cohost' : role;
  }

  /** Whether a host made the user a co-host of this meeting. */
  isCoHost(userId: string): boolean {
    return this.#coHostIds.has(userId);
  }

  setCoHost(userId: string, isCoHost: boolean): void {
    this.#coHostIds.delete(userId);
    this.#formerHostIds.delete(userId);
    (isCoHost ? this.#coHostIds : this.#formerHostIds).add(userId);
  }

  setControls(change: { [C in keyof MeetingControls]?: boolean | undefined }): void {
    const { isLocked, isChatOn, mayShare, mayUnmute } = this.controls;
    this.controls = {
      isLocked: change.isLocked ?? isLocked,
      isChatOn: change.isChatOn ?? isChatOn,
      mayShare: change.mayShare ?? mayShare,
      mayUnmute: change.mayUnmute ?? mayUnmute,
    };
    if (change.mayUnmute !== undefined) this.#unmuting.clear();
  }

  /** @param isAllowed undefined: as the controls say */
  setUnmuting(userId: string, isAllowed: boolean | undefined): void {
    if (isAllowed === undefined) this.#unmuting.delete(userId);
    else this.#unmuting.set(userId, isAllowed);
  }

  /** As `Participant.cannotUnmute`. */
  cannotUnmute(userId: string, role: Role): true | undefined {
    if (isHost(role)) return undefined;
    return (this.#unmuting.get(userId) ?? this.controls.mayUnmute) ? undefined : true;
  }

  /**
   * The media state of an instance that joins or comes back: a source that it may not turn on, or
   * that a host has turned off while it was disconnected, is off.
   */
  admitted(
    media: MediaState,
    participant: Pick<Participant, 'role' | 'cannotUnmute'>,
    stopped: readonly HostedSource[] = [],
  ): MediaState {
    const isOn = (source: HostedSource): boolean =>
      media[source] && !stopped.includes(source) && mayTurnOn(source, participant, this.controls);
    const [microphone, camera, screen] = [isOn('microphone'), isOn('camera'), isOn('screen')];
    const isSame =
      microphone === media.microphone && camera === media.camera && screen === media.screen;
    return isSame ? media : { ...media, microphone, camera, screen };
  }

  /** @throws {AppError} NOT_ALLOWED if the participant turns something on that the hosts forbid */
  assertMayChange({ participant }: Seat, change: Partial<MediaState>): void {
    for (const source of ['microphone', 'screen'] as const) {
      const turnsOn = change[source] === true && !participant.media[source];
      if (turnsOn && !mayTurnOn(source, participant, this.controls)) {
        throw new AppError('NOT_ALLOWED');
      }
    }
  }
}
