import type { Entry } from '@parley/shared/entry';
import type { ErrorCode } from '@parley/shared/errors';
import { isHost as isHostRole, roleInRoom, type Role, type RoomAccess } from '@parley/shared/roles';
import { AppError } from '../platform/errors';
import { createDecisions, type Person, type Visitor } from './decisions';
import type { EntryDocument, EntryModel, PasswordGrantModel } from './entry.model';
import { entryOf } from './entry.policy';

const HOUR_MS = 3_600_000;
const GRANT_MS = 30 * 24 * HOUR_MS;
/** How long a decision about the door is used before the database is asked again. */
const FRESH_MS = 10 * 60_000;

/** The part of a room that decides who enters. */
export interface EntryRoom {
  readonly id: string;
  readonly ownerId: string;
  readonly coHostIds: readonly string[];
  readonly trustedIds: readonly string[];
  readonly access: RoomAccess;
  /** Changes with every new password; null without one. */
  readonly passwordVersion: string | null;
}

/** What the running meeting of a room contributes to the decision. */
export interface MeetingFacts {
  readonly id: string;
  readonly isLocked: boolean;
  readonly holdsSeat: boolean;
  /** The role in this meeting, where hosts may have made or unmade co-hosts. */
  readonly role: Role;
}

/** A decision about the door and what it depends on. */
export interface Standing {
  readonly entry: Entry;
  /** A host has let the person in lately. */
  readonly isAdmitted: boolean;
  readonly isHost: boolean;
  readonly at: number;
  readonly version: number;
  readonly isLocked: boolean;
}

export interface EntryServiceOptions {
  readonly entries: EntryModel;
  readonly grants: PasswordGrantModel;
  /** Key of the address hashes. */
  readonly secret: string;
  /** The meeting that this node runs. */
  readonly meetingIn: (roomId: string, person: Person) => MeetingFacts | undefined;
  /** The running meeting of a room as the database has it, for a room that no node has opened yet. */
  readonly storedMeetingIn: (room: EntryRoom, person: Person) => Promise<MeetingFacts | undefined>;
  readonly now: () => number;
}

/** The error code with which `meeting:join` refuses each entry. */
const REFUSALS: Readonly<Record<Exclude<Entry, 'open'>, ErrorCode>> = {
  waits: 'MUST_WAIT',
  locked: 'MEETING_LOCKED',
  password: 'ROOM_PASSWORD_REQUIRED',
  account: 'ACCOUNT_REQUIRED',
  kept_out: 'KEPT_OUT',
};

export type EntryService = ReturnType<typeof createEntryService>;

/**
 * Creates the service that decides who may enter a meeting, and that stores what hosts have decided
 * about people. Decisions survive a restart of the server.
 */
export function createEntryService(options: EntryServiceOptions) {
  const { entries, grants, meetingIn, storedMeetingIn, now } = options;
  const decisions = createDecisions({ entries, secret: options.secret, onChanged: changed, now });
  const listeners: ((roomId: string) => void)[] = [];
  /** Grows with every change that may alter a decision, by room id. */
  const versions = new Map<string, number>();
  const versionOf = (roomId: string): number => versions.get(roomId) ?? 0;

  function changed(roomId: string): void {
    versions.set(roomId, versionOf(roomId) + 1);
    for (const listener of listeners) listener(roomId);
  }

  async function knowsPassword(room: EntryRoom, personId: string): Promise<boolean> {
    if (room.passwordVersion === null) return false;
    const grant = await grants.findOne({ roomId: room.id, personId }).lean();
    return grant?.version === room.passwordVersion && grant.expiresAt.getTime() > now();
  }

  /** What stands between a person and the meeting now. */
  async function standingOf(room: EntryRoom, visitor: Visitor): Promise<Standing> {
    const { userId } = visitor;
    const version = versionOf(room.id);
    decisions.noteAddress(room.id, visitor);
    const running = meetingIn(room.id, visitor);
    const known = { isAdmitted: false, at: now(), version, isLocked: running?.isLocked ?? false };
    const isHost = isHostRole(running?.role ?? roleInRoom(visitor, room));
    // Most answers need no look at the database, above all when many clients reconnect at once.
    if (isHost || running?.holdsSeat === true) return { ...known, entry: 'open', isHost };
    const [meeting, made, isKnown] = await Promise.all([
      running ?? storedMeetingIn(room, visitor),
      decisions.about(room.id, visitor),
      knowsPassword(room, userId),
    ]);
    const isOwn = ({ personId }: EntryDocument) => personId.toString() === userId;
    const isHere = ({ meetingId }: EntryDocument) =>
      meeting !== undefined && meetingId?.toString() === meeting.id;
    const admission = made.find((one) => isOwn(one) && one.kind === 'admitted');
    const role = meeting?.role ?? roleInRoom(visitor, room);
    const isLocked = meeting?.isLocked ?? false;
    const entry = entryOf({
      role,
      access: room.access,
      isLocked,
      holdsSeat: meeting?.holdsSeat ?? false,
      isKeptOut: made.some((one) => one.kind === 'kept_out' && (isOwn(one) || one.isByAddress)),
      isAdmitted: admission !== undefined,
      isAdmittedToThisMeeting: admission !== undefined && isHere(admission),
      wasRemovedFromThisMeeting: made.some((one) => one.kind !== 'admitted' && isHere(one)),
      isTrusted: !visitor.isGuest && room.trustedIds.includes(userId),
      hasPassword: room.passwordVersion !== null,
      knowsPassword: isKnown,
    });
    return {
      ...known,
      entry,
      isAdmitted: admission !== undefined,
      isHost: isHostRole(role),
      isLocked,
    };
  }

  const { admit, remove, keepOut, keptOut, letBackIn } = decisions;
  return {
    admit,
    remove,
    keepOut,
    keptOut,
    letBackIn,
    standingOf,
    /** Something that decides on entries has changed: the settings of the room, or the lock. */
    changed,
    /** Calls `listener` with the room after every change. */
    onChanged: (listener: (roomId: string) => void) => void listeners.push(listener),

    /** Whether a decision of a moment ago still holds. */
    isFresh: (roomId: string, person: Person, { version, at, isLocked }: Standing): boolean =>
      version === versionOf(roomId) &&
      now() - at < FRESH_MS &&
      isLocked === (meetingIn(roomId, person)?.isLocked ?? isLocked),

    /** Stores that a person has given the present password of a room. */
    async grantPassword(roomId: string, personId: string, version: string): Promise<void> {
      const expiresAt = new Date(now() + GRANT_MS);
      await grants.updateOne(
        { roomId, personId },
        { $set: { version, expiresAt } },
        { upsert: true },
      );
    },

    /** The room was deleted. */
    async forgetRoom(roomId: string): Promise<void> {
      await Promise.all([entries.deleteMany({ roomId }), grants.deleteMany({ roomId })]);
      versions.delete(roomId);
    },
  };
}

/** Throws the refusal of an entry; returns for `open`. @throws {AppError} one of {@link REFUSALS} */
export function assertOpen(entry: Entry): void {
  if (entry !== 'open') throw new AppError(REFUSALS[entry]);
}
