import type { HostAct, HostAction, HostActionKind, KeepOut } from '@parley/shared/host-controls';
import { AppError } from '../platform/errors';
import type { SecurityDetails, SecurityLog } from '../platform/security-log';
import {
  findActions,
  storeActions,
  type HostActionModel,
  type RecordedAction,
} from './host-action.model';

/** A participant, as host controls see them. */
export interface ControlledPerson {
  readonly userId: string;
  readonly displayName: string;
  readonly isOwner: boolean;
  readonly isGuest: boolean;
}

/** A decision of a host that a person must not be in this meeting, or in the room at all. */
export interface Removal {
  readonly roomId: string;
  readonly meetingId: string;
  readonly person: ControlledPerson;
  /** The user id of the host. */
  readonly by: string;
  /** Absent: the person may come back when a host lets them in. */
  readonly keepOut: KeepOut | undefined;
}

/** The place of a host in a running meeting. */
export interface HostPlace {
  readonly meetingId: string;
  readonly roomId: string;
  readonly host: ControlledPerson;
  /**
   * Performs an act in its turn.
   * @param before called after the checks and before the consequences
   */
  perform(
    act: HostAct,
    before: (target: ControlledPerson | undefined) => Promise<void>,
  ): Promise<HostAction[]>;
}

export interface HostControlsOptions {
  readonly actions: HostActionModel;
  /** Runs a write that must reach the database; keyed by room. */
  readonly write: (roomId: string, task: () => Promise<unknown>) => Promise<void>;
  /** Stores that a person was removed. Resolves when no later join can miss it. */
  readonly storeRemoval: (removal: Removal) => Promise<void>;
  /** Ends the sessions of a guest. */
  readonly endGuest: (userId: string) => Promise<void>;
  /** Stores with the room who is a co-host. */
  readonly storeCoHost: (roomId: string, userId: string, isCoHost: boolean) => Promise<void>;
  /** Resolves when the messages whose turn has come are stored or refused. */
  readonly chatSettled: (meetingId: string) => Promise<void>;
  /** The lock or the hosts of a room have changed: who may enter is decided again. */
  readonly doorChanged: (roomId: string) => void;
  readonly security: SecurityLog;
}

/** Actions after which other people may enter. */
const CHANGES_DOOR: ReadonlySet<HostActionKind> = new Set(['lock', 'unlock', 'promote', 'demote']);

export type HostControlsService = ReturnType<typeof createHostControlsService>;

/** Creates the service that performs, records and logs what hosts do. */
export function createHostControlsService(options: HostControlsOptions) {
  const { actions: model, security } = options;

  /** What must be stored before the act has consequences. */
  async function prepare(
    { meetingId, roomId, host }: HostPlace,
    act: HostAct,
    target: ControlledPerson | undefined,
  ): Promise<void> {
    if (target === undefined) return;
    if (act.kind === 'remove') {
      const { keepOut } = act;
      return options.storeRemoval({ roomId, meetingId, person: target, by: host.userId, keepOut });
    }
    if ((act.kind === 'promote' || act.kind === 'demote') && act.isStored === true) {
      // Only the owner decides about later meetings.
      if (!host.isOwner) throw new AppError('NOT_ALLOWED');
      await options.storeCoHost(roomId, target.userId, act.kind === 'promote');
    }
  }

  return {
    /**
     * Performs an act. When it resolves, its consequences are stored or queued, and no message of a
     * participant who may no longer write will be stored.
     */
    async act(place: HostPlace, act: HostAct, trace: SecurityDetails): Promise<void> {
      const { meetingId, roomId } = place;
      let concerned: ControlledPerson | undefined;
      const done = await place.perform(act, async (target) => {
        concerned = target;
        await prepare(place, act, target);
      });
      for (const { kind } of done) {
        const event = kind === 'promote' || kind === 'demote' ? 'role changed' : 'host action';
        security.note(event, { ...trace, reason: kind });
      }
      if (done.some(({ kind }) => CHANGES_DOOR.has(kind))) options.doorChanged(roomId);
      await this.record(roomId, meetingId, done);
      await options.chatSettled(meetingId);
      const isKeptOut = act.kind === 'remove' && act.keepOut !== undefined;
      if (isKeptOut && concerned?.isGuest === true) await options.endGuest(concerned.userId);
    },

    /** Adds actions to the record of a meeting. */
    record: (roomId: string, meetingId: string, done: readonly RecordedAction[]): Promise<void> =>
      done.length === 0
        ? Promise.resolve()
        : options.write(roomId, () => storeActions(model, meetingId, done)),

    /** The actions of a meeting in the order of time, until a moment. */
    list: (meetingId: string, until?: Date): Promise<HostAction[]> =>
      findActions(model, meetingId, until),
  };
}
