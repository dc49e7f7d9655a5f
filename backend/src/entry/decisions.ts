import { createHmac } from 'node:crypto';
import type { KeptOutPerson } from '@parley/shared/entry';
import { addressKey } from '../platform/rate-limit';
import type { EntryDocument, EntryModel } from './entry.model';

const HOUR_MS = 3_600_000;
/** A person who was let in comes back without knocking for this long. */
const ADMITTED_MS = 12 * HOUR_MS;
/** Longer than any meeting; the decision itself ends with the meeting. */
const REMOVED_MS = 7 * 24 * HOUR_MS;
const MAX_KEPT_OUT = 500;
/** Addresses that are remembered for removals. */
const MAX_ADDRESSES = 20_000;

export interface Person {
  readonly userId: string;
  readonly isGuest: boolean;
}

/** A person at the door of a room. */
export interface Visitor extends Person {
  readonly address: string;
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

export interface DecisionsOptions {
  readonly entries: EntryModel;
  /** Key of the address hashes. */
  readonly secret: string;
  /** A decision was stored or lifted that may keep people out who could enter before. */
  readonly onChanged: (roomId: string) => void;
  readonly now: () => number;
}

/** Creates the store of what hosts have decided about people. Decisions survive a restart. */
export function createDecisions(options: DecisionsOptions) {
  const { entries, onChanged, now } = options;
  const key = createHmac('sha256', options.secret).update('addresses in entries').digest();
  /** The hash of the address from which a person came last, by room id and person id. */
  const addresses = new Map<string, string>();

  const hashOf = (address: string): string =>
    createHmac('sha256', key).update(addressKey(address)).digest('base64url').slice(0, 22);

  /** Remembers from where a person came, for a removal. */
  function noteAddress(roomId: string, { userId, address }: Visitor): void {
    const place = `${roomId}:${userId}`;
    addresses.delete(place);
    addresses.set(place, hashOf(address));
    if (addresses.size <= MAX_ADDRESSES) return;
    const [oldest] = addresses.keys();
    if (oldest !== undefined) addresses.delete(oldest);
  }

  /** Decisions about the person, and for a guest also those about their address. */
  async function about(roomId: string, { userId, isGuest, address }: Visitor) {
    const addressHash = hashOf(address);
    const whose = isGuest ? { $or: [{ personId: userId }, { addressHash }] } : { personId: userId };
    const found = await entries
      .find({ roomId, ...whose })
      .limit(1_000)
      .lean();
    return found.filter(({ expiresAt }) => !expiresAt || expiresAt.getTime() > now());
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
    if (kind !== 'admitted') onChanged(roomId);
  }

  return {
    noteAddress,
    about,

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
      if (deletedCount > 0) onChanged(roomId);
      return deletedCount > 0;
    },
  };
}
