import type {
  AttemptError,
  Delivery,
  DeliveryType,
  PauseReason,
  WebhookEvent,
} from '@parley/shared/webhooks';
import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** A webhook: where an account hears about its rooms. */
export interface WebhookDocument {
  _id: Types.ObjectId;
  /** `NO_ID` for the webhook of the whole server. */
  ownerId: Types.ObjectId;
  /** 1 to the number that an account may have; unique for the owner, so that nobody gets more. */
  slot: number;
  url: string;
  events: WebhookEvent[];
  /** Encrypted, see `platform/secret-box.ts`; empty for that of the whole server. */
  secret: string;
  /** The secret before the last rotation, and how long requests are signed with it too. */
  previousSecret?: { secret: string; until: Date };
  createdAt: Date;
  paused?: { at: Date; reason: PauseReason };
  /** The first of the failed attempts since the last success. */
  failingSince?: Date;
  /** Failed attempts since the last success. */
  failures: number;
  /** When the queue is looked at next; missing while nothing waits. */
  dueAt?: Date;
  /** Raised with every delivery that is added, so that no look at the queue misses one. */
  arrivals: number;
  /** Until then the node with this lease sends, and no other. */
  leaseUntil: Date;
  lease?: string;
}

/** One event on its way to one webhook. The body of a meeting's event is made for each attempt. */
export interface WebhookDeliveryDocument {
  _id: Types.ObjectId;
  webhookId: Types.ObjectId;
  /** The `id` of the payload. */
  eventId: string;
  type: DeliveryType;
  /** When it happened. */
  at: Date;
  createdAt: Date;
  expiresAt: Date;
  state: Delivery['state'];
  /** When the next attempt begins; missing unless it waits. */
  dueAt?: Date;
  attemptCount: number;
  /** Failed attempts since the delivery was made, or the owner asked for it again. */
  tries: number;
  attempts: { at: Date; status?: number; error?: AttemptError; ms: number }[];
  meetingId?: Types.ObjectId;
  /** A knock leaves nothing else in the database. */
  knock?: {
    room: { code: string; name: string };
    person: { displayName: string; isGuest: boolean };
    /** Finds what an account that is erased has left here. */
    personId: Types.ObjectId;
  };
  /** The owner has asked for it, so it is sent even if the webhook is paused. */
  isAsked?: boolean;
}

export type WebhookModel = Model<WebhookDocument>;
export type WebhookDeliveryModel = Model<WebhookDeliveryDocument>;

const id = { type: Schema.Types.ObjectId, required: true };
const text = { type: String, required: true };
const date = { type: Date, required: true };
const number = { type: Number, required: true };

/** Collection `webhooks`. */
export function createWebhookModel(connection: Connection): WebhookModel {
  const schema = new Schema<WebhookDocument>(
    {
      ownerId: id,
      slot: number,
      url: text,
      events: { type: [String], required: true },
      secret: { type: String, default: '' },
      previousSecret: { type: new Schema({ secret: text, until: date }, { _id: false }) },
      createdAt: date,
      paused: { type: new Schema({ at: date, reason: text }, { _id: false }) },
      failingSince: { type: Date },
      failures: { type: Number, default: 0 },
      dueAt: { type: Date },
      arrivals: { type: Number, default: 0 },
      leaseUntil: date,
      lease: { type: String },
    },
    { versionKey: false, collection: 'webhooks' },
  );
  schema.index({ ownerId: 1, slot: 1 }, { unique: true });
  schema.index({ dueAt: 1 }, { sparse: true });
  return connection.model<WebhookDocument>('Webhook', schema);
}

/** Collection `webhook_deliveries`. */
export function createWebhookDeliveryModel(connection: Connection): WebhookDeliveryModel {
  const attempt = new Schema(
    { at: date, status: { type: Number }, error: { type: String }, ms: number },
    { _id: false },
  );
  const knock = new Schema(
    {
      room: new Schema({ code: text, name: text }, { _id: false }),
      person: new Schema(
        { displayName: text, isGuest: { type: Boolean, required: true } },
        { _id: false },
      ),
      personId: id,
    },
    { _id: false },
  );
  const schema = new Schema<WebhookDeliveryDocument>(
    {
      webhookId: id,
      eventId: text,
      type: text,
      at: date,
      createdAt: date,
      expiresAt: date,
      state: text,
      dueAt: { type: Date },
      attemptCount: { type: Number, default: 0 },
      tries: { type: Number, default: 0 },
      attempts: { type: [attempt], default: [] },
      meetingId: { type: Schema.Types.ObjectId },
      knock: { type: knock },
      isAsked: { type: Boolean },
    },
    { versionKey: false, collection: 'webhook_deliveries' },
  );
  // An event that is read from the outbox twice is one delivery.
  schema.index({ webhookId: 1, eventId: 1 }, { unique: true });
  schema.index({ webhookId: 1, dueAt: 1 });
  schema.index({ webhookId: 1, createdAt: -1, _id: -1 });
  schema.index({ dueAt: 1 }, { sparse: true });
  schema.index({ meetingId: 1 }, { sparse: true });
  schema.index({ 'knock.personId': 1 }, { sparse: true });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<WebhookDeliveryDocument>('WebhookDelivery', schema);
}
