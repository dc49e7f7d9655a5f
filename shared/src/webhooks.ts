import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { intervalSchema } from './history';
import { endReasonSchema } from './meetings';
import { nameNumberSchema } from './participants';
import { roleSchema } from './roles';
import { cursorSchema, idSchema, instantSchema, limitSchema } from './text';

/** How many webhooks an account may have. */
export const MAX_WEBHOOKS = 10;
/** The latest attempts that a delivery keeps. */
export const MAX_KEPT_ATTEMPTS = 20;
/** The participants that a payload names; `participantCount` counts all. */
export const MAX_PAYLOAD_PARTICIPANTS = 200;
/** The latest stays of one participant that a payload has. */
export const MAX_PAYLOAD_STAYS = 20;
/** Hours in which a receiver may still get requests signed with the secret before a rotation too. */
export const ROTATION_HOURS = 24;

/** What an account can hear about. */
export const webhookEventSchema = z.enum([
  'meeting.started',
  'meeting.ended',
  'record.ready',
  'knock',
]);
export type WebhookEvent = z.infer<typeof webhookEventSchema>;

/** The type of a payload: an event, or the test that the owner of a webhook asks for. */
export const deliveryTypeSchema = z.enum([...webhookEventSchema.options, 'test']);
export type DeliveryType = z.infer<typeof deliveryTypeSchema>;

/**
 * Ports above 1023 on which no web server listens, and which browsers refuse too (Fetch Standard,
 * "bad port"). Below 1024, only the two ports of HTTP are allowed.
 */
const BAD_PORTS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
  6679, 6697, 10080,
]);

/** A URL (WHATWG URL Standard). All runtimes have it; the types of the language alone do not. */
declare class URL {
  constructor(text: string);
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly port: string;
  hash: string;
  readonly href: string;
}

/** Returns null for text that is no URL. The browsers of decision 025 have no `URL.canParse`. */
function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** Whether a webhook may use this port; a URL without one uses that of its protocol. */
function isPortAllowed({ port }: Pick<URL, 'port'>): boolean {
  if (port === '') return true;
  const number = Number(port);
  return number === 80 || number === 443 || (number > 1023 && !BAD_PORTS.has(number));
}

/** The address of a receiver. Where it leads to is checked at every attempt. */
export const webhookUrlSchema = z
  .string()
  .trim()
  .max(2_000, 'At most 2000 characters')
  .refine((text) => /^https?:$/.test(parseUrl(text)?.protocol ?? ''), {
    error: 'Must be an address that begins with https:// or http://',
    abort: true,
  })
  .refine((text) => new URL(text).username === '' && new URL(text).password === '', {
    error: 'Must not contain a user name or a password',
    abort: true,
  })
  .refine((text) => isPortAllowed(new URL(text)), 'Must not use this port')
  .overwrite((text) => {
    const url = parseUrl(text);
    if (url === null) return text;
    url.hash = '';
    return url.href;
  });

/** The events of a webhook, each once. */
const eventsSchema = z
  .array(webhookEventSchema)
  .min(1, 'Choose at least one event')
  .max(webhookEventSchema.options.length)
  .refine((events) => new Set(events).size === events.length, 'Each event once');

/** Why a webhook gets no deliveries. */
export const pauseReasonSchema = z.enum([
  /** The owner paused it. */
  'owner',
  /** No attempt has succeeded for days. */
  'failing',
  /** The receiver answered 410: nobody wants these requests any more. */
  'gone',
  /** Too many deliveries wait. */
  'backlog',
]);
export type PauseReason = z.infer<typeof pauseReasonSchema>;

export const webhookSchema = z.strictObject({
  id: idSchema,
  url: z.string(),
  events: z.array(webhookEventSchema),
  createdAt: instantSchema,
  /** Absent while the webhook works. */
  paused: z.strictObject({ at: instantSchema, reason: pauseReasonSchema }).optional(),
  /** Since when every attempt has failed; absent after a success. */
  failingSince: instantSchema.optional(),
});
export type Webhook = z.infer<typeof webhookSchema>;

/**
 * Why an attempt failed. The words tell nothing about the network of the server: an address that does
 * not exist and one that may not be used are the same word.
 */
export const attemptErrorSchema = z.enum([
  /** The name has no address, or one that may not be used. */
  'address',
  /** Nothing answers, or the connection broke. */
  'connection',
  /** The certificate is not valid, or TLS failed. */
  'certificate',
  /** The answer was not complete after ten seconds. */
  'timeout',
  /** The answer is not HTTP. */
  'answer',
  /** The status is not 2xx. */
  'status',
]);
export type AttemptError = z.infer<typeof attemptErrorSchema>;

export const attemptSchema = z.strictObject({
  at: instantSchema,
  /** The HTTP status; absent if there was none. */
  status: z.number().int().optional(),
  /** Absent for an attempt that succeeded. */
  error: attemptErrorSchema.optional(),
  /** How long the attempt took, in milliseconds. */
  ms: z.number().int().nonnegative(),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** A delivery: one event on its way to one webhook. */
export const deliverySchema = z.strictObject({
  id: idSchema,
  /** The `id` of the payload, the same in every attempt and in all webhooks. */
  eventId: z.string(),
  type: deliveryTypeSchema,
  createdAt: instantSchema,
  state: z.enum(['waiting', 'delivered', 'failed']),
  /** When the next attempt begins; present while it waits. */
  nextAttemptAt: instantSchema.optional(),
  attemptCount: z.number().int().nonnegative(),
  /** The latest attempts, the first one first. */
  attempts: z.array(attemptSchema),
  meetingId: idSchema.optional(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** What every payload about a meeting begins with. */
const meetingFacts = {
  meeting: z.strictObject({
    id: idSchema,
    startedAt: instantSchema,
    /** Null while the meeting runs. */
    endedAt: instantSchema.nullable(),
    endReason: endReasonSchema.nullable(),
    durationSeconds: z.number().int().nonnegative(),
    /** The path of the record on this server. */
    recordPath: z.string(),
    /** The link to the record; null if the server does not know its address (PUBLIC_URL). */
    recordUrl: z.string().nullable(),
  }),
  /** The room as it was then. */
  room: z.strictObject({ code: z.string(), name: z.string() }),
};

const payloadParticipantSchema = z.strictObject({
  id: idSchema,
  displayName: z.string(),
  /** Tells participants with equal names apart; the first one has none. */
  nameNumber: nameNumberSchema.optional(),
  /** Absent in early records. */
  role: roleSchema.optional(),
  joinedAt: instantSchema,
  leftAt: instantSchema.nullable(),
  presentSeconds: z.number().int().nonnegative(),
  /** The latest ones. */
  stays: z.array(intervalSchema).max(MAX_PAYLOAD_STAYS),
});
export type PayloadParticipant = z.infer<typeof payloadParticipantSchema>;

/** The `data` of each type of payload. */
export const webhookDataSchemas = {
  'meeting.started': z.strictObject(meetingFacts),
  'meeting.ended': z.strictObject({
    ...meetingFacts,
    participantCount: z.number().int().nonnegative(),
    participants: z.array(payloadParticipantSchema).max(MAX_PAYLOAD_PARTICIPANTS),
  }),
  'record.ready': z.strictObject({
    ...meetingFacts,
    participantCount: z.number().int().nonnegative(),
    messageCount: z.number().int().nonnegative(),
  }),
  knock: z.strictObject({
    room: z.strictObject({ code: z.string(), name: z.string() }),
    /** The meeting that runs; null while nobody is in the room. */
    meetingId: idSchema.nullable(),
    person: z.strictObject({ displayName: z.string(), isGuest: z.boolean() }),
    knockedAt: instantSchema,
  }),
  test: z.strictObject({ message: z.string() }),
} satisfies Record<DeliveryType, z.ZodType>;

const payload = <T extends DeliveryType>(type: T) =>
  z.strictObject({
    /** The same in every attempt: a receiver that has seen it ignores the request. */
    id: z.string(),
    type: z.literal(type),
    /** Grows when a field changes its meaning or disappears; new fields do not change it. */
    version: z.literal(1),
    /** When it happened. */
    createdAt: instantSchema,
    data: webhookDataSchemas[type],
  });

/** The bodies of the requests that receivers get. */
export const webhookPayloadSchemas = {
  'meeting.started': payload('meeting.started'),
  'meeting.ended': payload('meeting.ended'),
  'record.ready': payload('record.ready'),
  knock: payload('knock'),
  test: payload('test'),
} satisfies Record<DeliveryType, z.ZodType>;
export type WebhookPayload = {
  [T in DeliveryType]: z.infer<(typeof webhookPayloadSchemas)[T]>;
}[DeliveryType];

/** What the types mean, for the API documentation. */
export const WEBHOOK_SUMMARIES: Record<DeliveryType, string> = {
  'meeting.started': 'Somebody has entered an empty room.',
  'meeting.ended': 'The meeting is over. With the participants and the times when they were there.',
  'record.ready': 'The record of the meeting is complete and can be fetched.',
  knock: 'Somebody waits to be let in.',
  test: 'The owner of the webhook has asked for a test.',
};

const ofWebhook = z.strictObject({ id: idSchema });

export const webhookEndpoints = defineEndpoints({
  listWebhooks: {
    method: 'GET',
    path: '/webhooks',
    access: 'account',
    summary: 'List your webhooks, the first one first.',
    response: z.strictObject({ webhooks: z.array(webhookSchema).max(MAX_WEBHOOKS) }),
    status: 200,
  },
  createWebhook: {
    method: 'POST',
    path: '/webhooks',
    access: 'account',
    summary:
      'Create a webhook: the server sends the chosen events of your rooms to this address. The secret is shown this once. Requires a recent proof.',
    body: z.strictObject({ url: webhookUrlSchema, events: eventsSchema }),
    response: z.strictObject({ webhook: webhookSchema, secret: z.string() }),
    status: 201,
    errors: ['STEP_UP_REQUIRED', 'TOO_MANY_WEBHOOKS'],
  },
  updateWebhook: {
    method: 'PATCH',
    path: '/webhooks/:id',
    access: 'account',
    summary:
      'Change, pause or resume a webhook. While it is paused, events are not collected for it. Another address requires a recent proof.',
    params: ofWebhook,
    body: z.strictObject({
      url: webhookUrlSchema.optional(),
      events: eventsSchema.optional(),
      isPaused: z.boolean().optional(),
    }),
    response: z.strictObject({ webhook: webhookSchema }),
    status: 200,
    errors: ['STEP_UP_REQUIRED'],
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/webhooks/:id',
    access: 'account',
    summary: 'Delete a webhook with its deliveries.',
    params: ofWebhook,
    status: 204,
  },
  rotateWebhookSecret: {
    method: 'POST',
    path: '/webhooks/:id/secret',
    access: 'account',
    summary: `Make a new secret, which is shown this once. For ${ROTATION_HOURS} hours, requests are signed with the old one too. Requires a recent proof.`,
    params: ofWebhook,
    response: z.strictObject({ secret: z.string() }),
    status: 201,
    errors: ['STEP_UP_REQUIRED'],
  },
  testWebhook: {
    method: 'POST',
    path: '/webhooks/:id/test',
    access: 'account',
    summary: 'Send a test event now, also to a paused webhook.',
    params: ofWebhook,
    response: z.strictObject({ delivery: deliverySchema }),
    status: 201,
  },
  listDeliveries: {
    method: 'GET',
    path: '/webhooks/:id/deliveries',
    access: 'account',
    summary: 'List the deliveries of a webhook in the last 30 days, latest first.',
    params: ofWebhook,
    query: z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema }),
    response: z.strictObject({
      deliveries: z.array(deliverySchema),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
  },
  resendDelivery: {
    method: 'POST',
    path: '/webhooks/:id/deliveries/:deliveryId/resend',
    access: 'account',
    summary: 'Send a delivery again, now, whether it has arrived or not.',
    params: z.strictObject({ id: idSchema, deliveryId: idSchema }),
    response: z.strictObject({ delivery: deliverySchema }),
    status: 200,
  },
});
