import {
  MAX_PAYLOAD_PARTICIPANTS,
  MAX_PAYLOAD_STAYS,
  type PayloadParticipant,
  type WebhookPayload,
} from '@parley/shared/webhooks';
import type { EndReason } from '@parley/shared/meetings';
import type { Role } from '@parley/shared/roles';
import type { WebhookDeliveryDocument } from './webhook.model';

/** A meeting as another domain stores it. */
export interface MeetingFacts {
  readonly id: string;
  readonly room: { readonly code: string; readonly name: string };
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: EndReason | null;
  readonly messageCount: number;
  readonly participantCount: number;
  /** Only that it took place is kept: nobody is named. */
  readonly isOutline: boolean;
}

/** A participant as another domain stores them. */
export interface ParticipantFacts {
  readonly id: string;
  readonly displayName: string;
  readonly nameNumber?: number | undefined;
  readonly role?: Role | undefined;
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
  readonly stays: readonly { readonly joinedAt: Date; readonly leftAt: Date | null }[];
}

export interface PayloadOptions {
  /** Null once the record was deleted. */
  readonly readMeeting: (meetingId: string) => Promise<MeetingFacts | null>;
  /** In the order in which they joined. */
  readonly readParticipants: (meetingId: string, limit: number) => Promise<ParticipantFacts[]>;
  /** The address that users open, if it is known. */
  readonly publicUrl: string | undefined;
}

const seconds = (from: Date, to: Date): number =>
  Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));

function toParticipant(person: ParticipantFacts, end: Date): PayloadParticipant {
  const { id, displayName, nameNumber, role, joinedAt, leftAt, stays } = person;
  return {
    id,
    displayName,
    ...(nameNumber !== undefined && { nameNumber }),
    ...(role && { role }),
    joinedAt: joinedAt.toISOString(),
    leftAt: leftAt?.toISOString() ?? null,
    presentSeconds: stays.reduce(
      (sum, stay) => sum + seconds(stay.joinedAt, stay.leftAt ?? end),
      0,
    ),
    stays: stays.slice(-MAX_PAYLOAD_STAYS).map((stay) => ({
      joinedAt: stay.joinedAt.toISOString(),
      leftAt: stay.leftAt?.toISOString() ?? null,
    })),
  };
}

/**
 * Creates the function that makes the payload of a delivery. It reads the record at every attempt: an
 * account that was erased, or a record that was deleted, since the event does not appear again.
 */
export function createPayloads(options: PayloadOptions) {
  const base = options.publicUrl?.replace(/\/+$/, '');

  function factsOf({ id, room, startedAt, endedAt, endReason }: MeetingFacts, hasEnded: boolean) {
    const recordPath = `/history/${id}`;
    const end = hasEnded ? endedAt : null;
    return {
      meeting: {
        id,
        startedAt: startedAt.toISOString(),
        endedAt: end?.toISOString() ?? null,
        endReason: hasEnded ? endReason : null,
        durationSeconds: end === null ? 0 : seconds(startedAt, end),
        recordPath,
        recordUrl: base === undefined ? null : base + recordPath,
      },
      room: { code: room.code, name: room.name },
    };
  }

  async function dataOf(
    delivery: WebhookDeliveryDocument,
  ): Promise<Pick<WebhookPayload, 'type' | 'data'> | null> {
    const { type, knock } = delivery;
    const meetingId = delivery.meetingId?.toString();
    if (type === 'test') {
      return { type, data: { message: 'This is a test. The webhook works.' } };
    }
    if (type === 'knock') {
      if (knock === undefined) return null;
      const { room, person } = knock;
      const knockedAt = delivery.at.toISOString();
      return { type, data: { room, meetingId: meetingId ?? null, person, knockedAt } };
    }
    const meeting = meetingId === undefined ? null : await options.readMeeting(meetingId);
    if (meeting === null) return null;
    if (type === 'meeting.started') return { type, data: factsOf(meeting, false) };
    const facts = factsOf(meeting, true);
    const { participantCount, messageCount, isOutline } = meeting;
    if (type === 'record.ready') {
      return { type, data: { ...facts, participantCount, messageCount } };
    }
    const end = meeting.endedAt ?? meeting.startedAt;
    const people = isOutline
      ? []
      : await options.readParticipants(meeting.id, MAX_PAYLOAD_PARTICIPANTS);
    const participants = people.map((person) => toParticipant(person, end));
    return { type, data: { ...facts, participantCount, participants } };
  }

  /** @returns null if there is nothing left to tell */
  return async (delivery: WebhookDeliveryDocument): Promise<WebhookPayload | null> => {
    const content = await dataOf(delivery);
    if (content === null) return null;
    const createdAt = delivery.at.toISOString();
    return { id: delivery.eventId, ...content, version: 1, createdAt } as WebhookPayload;
  };
}
