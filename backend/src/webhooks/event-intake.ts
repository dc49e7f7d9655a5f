import type { WebhookEvent } from '@parley/shared/webhooks';
import { newId, NO_ID, toId, type Id } from '../platform/ids';
import type { DeliveryQueue, NewDelivery } from './delivery-queue';

const BATCH = 50;

/** Events of a meeting that nobody has turned into deliveries yet. */
export interface OutboxEntry {
  readonly meetingId: string;
  readonly ownerId: string;
  readonly events: readonly Exclude<WebhookEvent, 'knock'>[];
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** The events that the meetings store together with the facts. */
export interface Outbox {
  /** Some entries; fewer than `limit` mean that there are no more. */
  read(limit: number): Promise<OutboxEntry[]>;
  /** Removes an entry, unless another event was added to it since. */
  clear(entry: OutboxEntry): Promise<void>;
}

/** A person who waits to be let in. */
export interface KnockFacts {
  readonly room: { readonly code: string; readonly name: string; readonly ownerId: string };
  readonly person: {
    readonly userId: string;
    readonly displayName: string;
    readonly isGuest: boolean;
  };
  readonly meetingId: string | null;
}

export interface EventIntakeOptions {
  readonly queue: DeliveryQueue;
  readonly outbox: Outbox;
  /** Whether the account of an owner exists and works. */
  readonly isActive: (ownerId: string) => Promise<boolean>;
  readonly now: () => number;
}

/** Turns events into deliveries, one for each webhook that hears about them. */
export function createEventIntake({ queue, outbox, isActive, now }: EventIntakeOptions) {
  const isOwnerActive = async (ownerId: Id): Promise<boolean> =>
    ownerId.equals(NO_ID) || (await isActive(ownerId.toString()));

  async function addFor(ownerId: Id, event: WebhookEvent, delivery: NewDelivery): Promise<void> {
    for (const webhook of await queue.listeners(ownerId, event)) {
      if (!(await isOwnerActive(webhook.ownerId))) continue;
      await queue.add(webhook._id, delivery);
    }
  }

  async function deliverEntry(entry: OutboxEntry): Promise<void> {
    const { meetingId, ownerId, events, startedAt, endedAt } = entry;
    for (const type of events) {
      const at = type === 'meeting.started' ? startedAt : (endedAt ?? startedAt);
      const eventId = `${type}:${meetingId}`;
      await addFor(toId(ownerId), type, { eventId, type, at, meetingId: toId(meetingId) });
    }
    // Last: a server that is killed before this line only repeats what has no effect twice.
    await outbox.clear(entry);
  }

  return {
    isOwnerActive,

    /** Empties the outbox. @param isStopped asked between two batches */
    async drain(isStopped: () => boolean): Promise<void> {
      for (let isMore = true; isMore && !isStopped(); ) {
        const entries = await outbox.read(BATCH);
        for (const entry of entries) await deliverEntry(entry);
        isMore = entries.length === BATCH;
      }
    },

    /** Somebody waits to be let in. Nothing else stores that, so the delivery is the event. */
    async knocked({ room, person, meetingId }: KnockFacts): Promise<void> {
      const { userId, displayName, isGuest } = person;
      await addFor(toId(room.ownerId), 'knock', {
        eventId: `knock:${newId().toString()}`,
        type: 'knock',
        at: new Date(now()),
        ...(meetingId !== null && { meetingId: toId(meetingId) }),
        knock: {
          room: { code: room.code, name: room.name },
          person: { displayName, isGuest },
          personId: toId(userId),
        },
      });
    },
  };
}
