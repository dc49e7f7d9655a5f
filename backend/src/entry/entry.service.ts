import { createHmac } from 'node:crypto';
import type { Entry, KeptOutPerson } from '@parley/shared/entry';
import type { ErrorCode } from '@parley/shared/errors';
import { isHost as isHostRole, type Role, type RoomAccess } from '@parley/shared/roles';
import { AppError } from '../platform/errors';
import { addressKey } from '../platform/rate-limit';
import type { EntryDocument, EntryModel, PasswordGrantModel } from './entry.model';
import { entryOf } from './entry.policy';

const HOUR_MS = 3_600_000;
/** A person who was let in comes back without knocking for this long. */
const ADMITTED_MS = 12 * HOUR_MS;
/** Longer than any meeting; the decision itself ends with the meeting. */
const REMOVED_MS = 7 * 24 * HOUR_MS;
const GRANT_MS = 30 * 24 * HOUR_MS;
/** How long a decision about the door is used before the database is asked again. */
const FRESH_MS = 10 * 60_000;
const MAX_KEPT_OUT = 500;
/** Addresses that are remembered for removals. */
const MAX_ADDRESSES = 20_000;

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

/** A person at the door of a room. */
export interface Visitor {
  readonly userId: string;
  readonly isGuest: boolean;
  readonly address: string;
}

/** What the running meeting of a room contributes to the decision. */
export interface MeetingFacts {
  readonly id: string;
  readonly isLocked: boolean;
  readonly holdsSeat: boolean;
  /** The role of the seat, which may be higher than the room gives. */
  readonly role?: Role | undefined;
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

/** A host's decision about a person. */
export interface EntryChange {
  readonly roomId: string;
  readonly meetingId: string | null;
  /** The user id or guest id. */
  readonly personId: string;
  readonly displayName: string;
  readonly isGuest: boolean;
  /** The user id of the host. */
  readonly by: string;
}

export interface EntryServiceOptions {
  readonly entries: EntryModel;
  readonly grants: PasswordGrantModel;
  /** Key of the address hashes. */
  readonly secret: string;
  /** The meeting that this node runs. */
  readonly meetingIn: (roomId: string, userId: string) => MeetingFacts | undefined;
  /** The running meeting of a room as the database has it, for a room that no node has opened yet. */
  readonly storedMeetingIn: (roomId: string, userId: string) => Promise<MeetingFacts | undefined>;
  readonly now: () => number;
}

/** The error code with which `meeting:join` refuses each entry. */
export const REFUSALS: Readonly<Record<Exclude<Entry, 'open'>, ErrorCode>> = {
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
  const key = createHmac('sha256', options.secret).update('addresses in entries').digest();
  const listeners: ((roomId: string) => void)[] = [];
  /** Grows with every change that may alter a decision, by room id. */
  const versions = new Map<string, number>();
  /** The hash of the address from which a person came last, by room id and person id. */
  const addresses = new Map<string, string>();

  const hashOf = (address: string): string =>
    createHmac('sha256', key).update(addressKey(address)).digest('base64url').slice(0, 22);
  const versionOf = (roomId: string): number => versions.get(roomId) ?? 0;

  function changed(roomId: string): void {
    versions.set(roomId, versionOf(roomId) + 1);
    for (const listener of listeners) listener(roomId);
  }

  function noteAddress(roomId: string, userId: string, hash: string): void {
    const place = `${roomId}:${userId}`;
    addresses.delete(place);
    addresses.set(place, hash);
    if (addresses.size <= MAX_ADDRESSES) return;
    const [oldest] = addresses.keys();
    if (oldest !== undefined) addresses.delete(oldest);
  }

  async function knowsPassword(room: EntryRoom, personId: string): Promise<boolean> {
    if (room.passwordVersion === null) return false;
    const grant = await grants.findOne({ roomId: room.id, personId }).lean();
    return grant?.version === room.passwordVersion && grant.expiresAt.getTime() > now();
  }

  /** Decisions about the person, and for a guest also those about their address. */
  async function decisionsFor(room: EntryRoom, visitor: Visitor, addressHash: string) {
    const { userId, isGuest } = visitor;
    const whose = isGuest ? { $or: [{ personId: userId }, { addressHash }] } : { personId: userId };
    const found = await entries
      .find({ roomId: room.id, ...whose })
      .limit(1_000)
      .lean();
    return found.filter(({ expiresAt }) => !expiresAt || expiresAt.getTime() > now());
  }

  /** What stands between a person and the meeting now. */
  async function standingOf(room: EntryRoom, visitor: Visitor): Promise<Standing> {
    const { userId } = visitor;
    const version = versionOf(room.id);
    const addressHash = hashOf(visitor.address);
    noteAddress(room.id, userId, addressHash);
    const running = meetingIn(room.id, userId);
    const known = { isAdmitted: false, at: now(), version, isLocked: running?.isLocked ?? false };
    const isHost = isHostRole(roleIn(room, visitor, running));
    // Most answers need no look at the database, above all when many clients reconnect at once.
    if (isHost || running?.holdsSeat === true) return { ...known, entry: 'open', isHost };
    const [meeting, decisions, isKnown] = await Promise.all([
      running ?? storedMeetingIn(room.id, userId),
      decisionsFor(room, visitor, addressHash),
      knowsPassword(room, userId),
    ]);
    const isOwn = ({ personId }: EntryDocument) => personId.toString() === userId;
    const isHere = ({ meetingId }: EntryDocument) =>
      meeting !== undefined && meetingId?.toString() === meeting.id;
    const admission = decisions.find((one) => isOwn(one) && one.kind === 'admitted');
    const role = roleIn(room, visitor, meeting);
    const isLocked = meeting?.isLocked ?? false;
    const entry = entryOf({
      role,
      access: room.access,
      isLocked,
      holdsSeat: meeting?.holdsSeat ?? false,
      isKeptOut: decisions.some(
        (one) => one.kind === 'kept_out' && (isOwn(one) || one.isByAddress),
      ),
      isAdmitted: admission !== undefined,
      isAdmittedToThisMeeting: admission !== undefined && isHere(admission),
      wasRemovedFromThisMeeting: decisions.some((one) => one.kind !== 'admitted' && isHere(one)),
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

  async function decide(
    kind: EntryDocument['kind'],
    change: EntryChange,
    more: { expiresAt?: Date; isByAddress?: boolean } = {},
  ): Promise<void> {
    const { roomId, personId, displayName, isGuest, meetingId, by } = change;
    const { expiresAt, isByAddress = false } = more;
    const addressHash = addresses.get(`${roomId}:${personId}`);
    const isNoted = kind !== 'admitted' && addressHash !== undefined;
    const values = { kind, displayName, isGuest, meetingId, by, isByAddress, at: new Date(now()) };
    const unset = { ...(!isNoted && { addressHash: 1 }), ...(!expiresAt && { expiresAt: 1 }) };
    await entries.updateOne(
      { roomId, personId },
      {
        $set: { ...values, ...(isNoted && { addressHash }), ...(expiresAt && { expiresAt }) },
        ...(Object.keys(unset).length > 0 && { $unset: unset }),
      },
      { upsert: true },
    );
    // An admission concerns one person, and a refusal is never taken from memory.
    if (kind !== 'admitted') changed(roomId);
  }

  return {
    standingOf,
    /** Something that decides on entries has changed: the settings of the room, or the lock. */
    changed,
    /** Calls `listener` with the room after every change. */
    onChanged: (listener: (roomId: string) => void) => void listeners.push(listener),

    /** Whether a decision of a moment ago still holds. */
    isFresh: (roomId: string, userId: string, { version, at, isLocked }: Standing): boolean =>
      version === versionOf(roomId) &&
      now() - at < FRESH_MS &&
      isLocked === (meetingIn(roomId, userId)?.isLocked ?? isLocked),

    /** Lets a person in, now and when they come back within half a day. */
    admit: (change: EntryChange): Promise<void> =>
      decide('admitted', change, { expiresAt: new Date(now() + ADMITTED_MS) }),

    /**
     * For the rest of the meeting the person has to wait for a host, whatever the room allows, and so
     * have guests from the same address.
     */
    remove: (change: EntryChange): Promise<void> =>
      decide('removed', change, { expiresAt: new Date(now() + REMOVED_MS) }),

    /**
     * The person never enters the room again until the owner lifts it.
     * @param withAddress keeps out all guests from the same address as well
     */
    keepOut: (change: EntryChange, { withAddress = false } = {}): Promise<void> =>
      decide('kept_out', change, { isByAddress: withAddress }),

    /** The people whom hosts keep out of a room, the latest first. */
    async keptOut(roomId: string): Promise<KeptOutPerson[]> {
      const found = await entries
        .find({ roomId, kind: 'kept_out' })
        .sort({ at: -1 })
        .limit(MAX_KEPT_OUT)
        .lean();
      return found.map(({ personId, displayName, isGuest, isByAddress, at }) => ({
        id: personId.toString(),
        displayName,
        isGuest,
        isByAddress,
        at: at.toISOString(),
      }));
    },

    /** No longer keeps a person out. @returns whether they were kept out */
    async letBackIn(roomId: string, personId: string): Promise<boolean> {
      const { deletedCount } = await entries.deleteOne({ roomId, personId, kind: 'kept_out' });
      if (deletedCount > 0) changed(roomId);
      return deletedCount > 0;
    },

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

function roleIn(room: EntryRoom, visitor: Visitor, meeting: MeetingFacts | undefined): Role {
  const { userId, isGuest } = visitor;
  if (!isGuest && room.ownerId === userId) return 'owner';
  if (!isGuest && room.coHostIds.includes(userId)) return 'cohost';
  return meeting?.role ?? (isGuest ? 'guest' : 'participant');
}
