import type { Guest, GuestSession, RoomEntry } from '@parley/shared/guests';
import { DEFAULT_RETENTION, type Retention } from '@parley/shared/retention';
import type { RoomAccess } from '@parley/shared/roles';
import { AppError } from '../platform/errors';
import { newId, toId } from '../platform/ids';
import { addressKey, type Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { GuestDocument, GuestModel } from './guest.model';

/** How long a guest is remembered after the last visit, as long as the session lives without use. */
const GUEST_MS = 30 * 24 * 3600_000;

/** The part of a room that decides about its guests. */
export interface GuestRoom {
  readonly id: string;
  readonly access: RoomAccess;
  readonly hasPassword: boolean;
  /** Present if the room is end-to-end encrypted. */
  readonly keyCheck?: string | undefined;
  /** Of the running meeting, or else of the next one. */
  readonly retention: Retention;
}

/** A session of the auth domain. */
interface OpenSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly guestOf?: string | undefined;
  readonly refreshToken: string;
}

/** The browser that asks: its cookie of the room, and the token that proves the cookie its own. */
export interface GuestCaller extends Trace {
  readonly device: string;
  readonly refreshToken: string | undefined;
  readonly accessToken: string | undefined;
}

/** A session, with the new value of the guest cookie. */
export interface SignedInGuest {
  readonly body: GuestSession;
  readonly refreshToken: string;
}

export interface GuestServiceOptions {
  readonly guests: GuestModel;
  /** The operator's switch `GUESTS`. */
  readonly enabled: boolean;
  /** @throws {AppError} NOT_FOUND, counted as a guess of the address; RATE_LIMITED */
  readonly findRoom: (addressKey: string, code: string) => Promise<GuestRoom>;
  readonly openSession: (userId: string, device: string, guestOf: string) => Promise<OpenSession>;
  /** @throws {AppError} SESSION_ENDED */
  readonly rotateSession: (
    refreshToken: string,
    accessToken: string | undefined,
    trace: Trace,
  ) => Promise<OpenSession>;
  /** Ends all sessions of a guest. @returns a function that closes their sockets */
  readonly endSessions: (userId: string) => Promise<() => void>;
  readonly issueToken: (userId: string, sessionId: string, guestOf: string) => string;
  readonly limits: {
    /** New guests, by address. */
    readonly guests: Limiter;
    readonly renames: Limiter;
  };
  readonly onRenamed: (userId: string, displayName: string) => void;
  readonly security: SecurityLog;
  readonly now: () => number;
}

export type GuestService = ReturnType<typeof createGuestService>;

/** Creates the service for guests: a name in one room, with a session of its own (decision 060). */
export function createGuestService(options: GuestServiceOptions) {
  const { guests, enabled, limits, security, now } = options;

  const mayHaveGuests = ({ access }: GuestRoom): boolean => enabled && access !== 'accounts';

  /** @throws {AppError} NOT_FOUND, RATE_LIMITED or ACCOUNT_REQUIRED */
  async function guestRoom(code: string, trace: Trace): Promise<GuestRoom> {
    const room = await options.findRoom(addressKey(trace.address), code);
    if (!mayHaveGuests(room)) throw new AppError('ACCOUNT_REQUIRED');
    return room;
  }

  const signedIn = (guest: GuestDocument, session: OpenSession): SignedInGuest => ({
    body: {
      user: toGuest(guest),
      accessToken: options.issueToken(session.userId, session.sessionId, guest.roomId.toString()),
    },
    refreshToken: session.refreshToken,
  });

  /** The guest of the browser's cookie. @throws {AppError} SESSION_ENDED */
  async function resume(room: GuestRoom, caller: GuestCaller) {
    const { refreshToken, accessToken, address, requestId } = caller;
    if (refreshToken === undefined) throw new AppError('SESSION_ENDED');
    const session = await options.rotateSession(refreshToken, accessToken, { address, requestId });
    if (session.guestOf !== room.id) throw new AppError('SESSION_ENDED');
    const at = now();
    const guest = await guests
      .findOneAndUpdate(
        { _id: session.userId, claimedBy: { $exists: false } },
        { $set: { lastSeenAt: new Date(at), expiresAt: new Date(at + GUEST_MS) } },
        { returnDocument: 'after' },
      )
      .lean();
    if (guest === null) throw new AppError('SESSION_ENDED');
    return { guest, session };
  }

  async function rename(guest: GuestDocument, displayName: string): Promise<GuestDocument> {
    if (guest.displayName === displayName) return guest;
    const id = guest._id.toString();
    limits.renames.consume(id);
    await guests.updateOne({ _id: guest._id }, { $set: { displayName } });
    options.onRenamed(id, displayName);
    return { ...guest, displayName };
  }

  async function create(room: GuestRoom, displayName: string, caller: GuestCaller) {
    const { address, requestId, device } = caller;
    limits.guests.consume(addressKey(address));
    const at = now();
    const guest: GuestDocument = {
      _id: newId(),
      roomId: toId(room.id),
      displayName,
      createdAt: new Date(at),
      lastSeenAt: new Date(at),
      expiresAt: new Date(at + GUEST_MS),
    };
    await guests.create(guest);
    const session = await options.openSession(guest._id.toString(), device, room.id);
    const { userId, sessionId } = session;
    security.note('guest created', { userId, sessionId, address, requestId });
    return signedIn(guest, session);
  }

  return {
    /** What a visitor has to know before joining. @throws {AppError} NOT_FOUND or RATE_LIMITED */
    async entry(code: string, trace: Trace): Promise<RoomEntry> {
      const room = await options.findRoom(addressKey(trace.address), code);
      const { access, hasPassword, keyCheck, retention } = room;
      return {
        access,
        guests: mayHaveGuests(room),
        hasPassword,
        ...(keyCheck !== undefined && { keyCheck }),
        ...(retention !== DEFAULT_RETENTION && { retention }),
      };
    },

    /**
     * Makes the browser a guest of the room. A browser that is one already keeps its identity and
     * gets the name.
     * @throws {AppError} NOT_FOUND, ACCOUNT_REQUIRED or RATE_LIMITED
     */
    async enter(code: string, displayName: string, caller: GuestCaller): Promise<SignedInGuest> {
      const room = await guestRoom(code, caller);
      const known = await resume(room, caller).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'SESSION_ENDED') return null;
        throw error;
      });
      if (known === null) return create(room, displayName, caller);
      return signedIn(await rename(known.guest, displayName), known.session);
    },

    /** @throws {AppError} NOT_FOUND, ACCOUNT_REQUIRED, RATE_LIMITED or SESSION_ENDED */
    async refresh(code: string, caller: GuestCaller): Promise<SignedInGuest> {
      const { guest, session } = await resume(await guestRoom(code, caller), caller);
      return signedIn(guest, session);
    },

    /** Ends the sessions of a guest whom a host keeps out; the browser may come as another guest. */
    async end(guestId: string): Promise<void> {
      (await options.endSessions(guestId))();
    },

    /** @throws {AppError} SESSION_ENDED if the guest was deleted or claimed */
    async displayNameOf(guestId: string): Promise<string> {
      const guest = await guests.findOne({ _id: guestId, claimedBy: { $exists: false } }).lean();
      if (guest === null) throw new AppError('SESSION_ENDED');
      return guest.displayName;
    },
  };
}

const toGuest = ({ _id, displayName }: GuestDocument): Guest => ({
  id: _id.toString(),
  displayName,
  kind: 'guest',
});
