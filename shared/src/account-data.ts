import { z } from 'zod';
import { activitySchema } from './activities';
import { apiKeySchema } from './api-keys';
import { calendarFeedSchema } from './calendar';
import { deletesAtSchema, userSchema } from './auth';
import { participantConnectionSchema } from './connections';
import { defineEndpoints } from './endpoint';
import { intervalSchema } from './history';
import { hostActionKindSchema } from './host-controls';
import { daySchema, markKindSchema } from './marks';
import { nameNumberSchema } from './participants';
import { retentionSchema } from './retention';
import { roomAccessSchema } from './roles';
import { keyCheckSchema } from './rooms';
import { idSchema, instantSchema } from './text';
import { deliverySchema, webhookSchema } from './webhooks';

/** How many days an account that its user has deleted can still be kept. */
export const GRACE_DAYS = 7;

/** The name that replaces a deleted account's in other people's records. */
export const DELETED_NAME = 'Deleted account';

/** The account itself. */
const exportedProfileSchema = z.strictObject({
  id: idSchema,
  email: z.string(),
  displayName: z.string(),
  createdAt: instantSchema,
  hasPassword: z.boolean(),
  /** Null if the password is still the first one. */
  passwordChangedAt: instantSchema.nullable(),
  /** Null if the user has not proved that they read this mailbox. */
  emailVerifiedAt: instantSchema.nullable(),
  isAdmin: z.boolean(),
  deletesAt: deletesAtSchema.optional(),
});

/** A browser that is signed in. */
const exportedSessionSchema = z.strictObject({
  device: z.string(),
  startedAt: instantSchema,
  lastUsedAt: instantSchema,
});

/** A second factor, without its secret. */
const exportedFactorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('authenticator app') }),
  z.strictObject({ kind: z.literal('recovery codes'), left: z.number().int() }),
  z.strictObject({
    kind: z.literal('passkey'),
    name: z.string(),
    createdAt: instantSchema,
    lastUsedAt: instantSchema.nullable(),
  }),
]);

/** The user at the identity provider. */
const exportedIdentitySchema = z.strictObject({
  issuer: z.string(),
  subject: z.string(),
  createdAt: instantSchema,
});

/** An API key, without its secret. */
const exportedApiKeySchema = apiKeySchema.omit({ id: true });

/** A webhook, without its secret. */
const exportedWebhookSchema = webhookSchema
  .pick({ url: true, events: true, createdAt: true })
  .extend({
    /** Null while it works. */
    pausedAt: instantSchema.nullable(),
  });

/** What was sent to a webhook of the user, and when. */
const exportedDeliverySchema = deliverySchema
  .pick({ eventId: true, type: true, createdAt: true, state: true })
  .extend({
    url: z.string(),
    attempts: z.array(z.strictObject({ at: instantSchema, status: z.number().int().nullable() })),
  });

/** Meetings that the user attended as a guest and has claimed. */
const exportedClaimSchema = z.strictObject({
  roomId: idSchema,
  displayName: z.string(),
  claimedAt: instantSchema.nullable(),
});

/** A room that the user owns. */
const exportedRoomSchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  /** Absent if the owner chose none. */
  capacity: z.number().int().optional(),
  access: roomAccessSchema,
  retention: retentionSchema.optional(),
  keyCheck: keyCheckSchema.optional(),
  createdAt: instantSchema,
  lastUsedAt: instantSchema,
});

/** A room of somebody else that knows the user. */
const exportedOtherRoomSchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  role: z.enum(['cohost', 'trusted']),
});

/** What a host of a room decided about the user. */
const exportedEntrySchema = z.strictObject({
  roomId: idSchema,
  kind: z.enum(['admitted', 'removed', 'kept_out']),
  displayName: z.string(),
  at: instantSchema,
  /** Null if it holds until a host changes it. */
  expiresAt: instantSchema.nullable(),
});

/** An action of the user as a host of a meeting. */
const exportedHostActionSchema = z.strictObject({
  meetingId: idSchema,
  kind: hostActionKindSchema,
  at: instantSchema,
});

/** The code of a room that the user deleted; nobody else can use it. */
const exportedCodeSchema = z.strictObject({
  code: z.string(),
  /** Null if the code is never free again. */
  reservedUntil: instantSchema.nullable(),
});

/** A meeting that the user attended. */
const exportedAttendanceSchema = z.strictObject({
  meetingId: idSchema,
  /** Null if the record of the meeting no longer exists. */
  room: z.strictObject({ code: z.string(), name: z.string() }).nullable(),
  displayName: z.string(),
  nameNumber: nameNumberSchema.optional(),
  isOwner: z.boolean(),
  joinedAt: instantSchema,
  leftAt: instantSchema.nullable(),
  intervals: z.array(intervalSchema),
});

/** A record that the user shared, without the token of the link and without the other account. */
const exportedShareSchema = z.strictObject({
  meetingId: idSchema,
  kind: z.enum(['link', 'account']),
  createdAt: instantSchema,
  /** Null: until it is revoked. */
  expiresAt: instantSchema.nullable(),
});

/** A chat message that the user wrote. */
const exportedMessageSchema = z.strictObject({
  meetingId: idSchema,
  seq: z.number().int(),
  senderName: z.string(),
  /** Empty if the user has retracted the message. */
  text: z.string(),
  sentAt: instantSchema,
  retractedAt: instantSchema.optional(),
});

/** A mark in which the user appears: as its author, as who does an action, or as who completed it. */
const exportedMarkSchema = z.strictObject({
  meetingId: idSchema,
  lineId: idSchema,
  kind: markKindSchema,
  parts: z.array(z.enum(['author', 'assignee', 'completed'])),
  /** The wording; absent if the mark has only the text of its line. */
  text: z.string().optional(),
  dueOn: daySchema.optional(),
  markedAt: instantSchema,
  completedAt: instantSchema.optional(),
});

/** The title that the user gave a meeting. */
const exportedTitleSchema = z.strictObject({ meetingId: idSchema, title: z.string() });

/** A private note of the user. */
const exportedNoteSchema = z.strictObject({
  meetingId: idSchema,
  text: z.string(),
  updatedAt: instantSchema,
});

/** What the user did in a meeting. */
const exportedActivitySchema = activitySchema
  .omit({ id: true, participantId: true })
  .extend({ meetingId: idSchema });

/** How the user's connections were in an hour of a meeting. */
const exportedConnectionSchema = participantConnectionSchema
  .omit({ participantId: true })
  .extend({ meetingId: idSchema });

/** The lists of an export, each in the order of its database index. */
const exportListsSchema = z.strictObject({
  sessions: z.array(exportedSessionSchema),
  secondFactors: z.array(exportedFactorSchema),
  identities: z.array(exportedIdentitySchema),
  apiKeys: z.array(exportedApiKeySchema),
  /** One, if the calendar feed is on. */
  calendarFeeds: z.array(calendarFeedSchema),
  webhooks: z.array(exportedWebhookSchema),
  deliveries: z.array(exportedDeliverySchema),
  claims: z.array(exportedClaimSchema),
  rooms: z.array(exportedRoomSchema),
  otherRooms: z.array(exportedOtherRoomSchema),
  entries: z.array(exportedEntrySchema),
  reservedCodes: z.array(exportedCodeSchema),
  attendances: z.array(exportedAttendanceSchema),
  shares: z.array(exportedShareSchema),
  messages: z.array(exportedMessageSchema),
  hostActions: z.array(exportedHostActionSchema),
  activities: z.array(exportedActivitySchema),
  connections: z.array(exportedConnectionSchema),
  marks: z.array(exportedMarkSchema),
  titles: z.array(exportedTitleSchema),
  notes: z.array(exportedNoteSchema),
});
export type ExportLists = z.infer<typeof exportListsSchema>;

/**
 * Everything that Parley stores about an account, except secrets (hashes of passwords and tokens).
 * `version` grows when a field changes its meaning or disappears; new fields do not change it.
 */
export const accountExportSchema = exportListsSchema.extend({
  format: z.literal('parley-account'),
  version: z.literal(1),
  exportedAt: instantSchema,
  profile: exportedProfileSchema,
});
export type AccountExport = z.infer<typeof accountExportSchema>;

export const accountDataEndpoints = defineEndpoints({
  exportMe: {
    method: 'GET',
    path: '/users/me/export',
    access: 'account',
    summary:
      'Download everything that this server stores about your account, in one file. Without secrets.',
    response: accountExportSchema,
    isStreamed: true,
    status: 200,
  },
  deleteMe: {
    method: 'DELETE',
    path: '/users/me',
    access: 'account',
    summary:
      'Delete your account in seven days. All sessions end at once. Until then you can sign in and keep the account.',
    /** The email address of the account, so that no program deletes one by mistake. */
    body: z.strictObject({ email: z.string().max(254) }),
    response: z.strictObject({ deletesAt: deletesAtSchema }),
    status: 200,
    errors: ['STEP_UP_REQUIRED'],
  },
  keepMe: {
    method: 'POST',
    path: '/users/me/keep',
    access: 'account',
    summary: 'Keep your account, which you had deleted less than seven days ago.',
    response: z.strictObject({ user: userSchema }),
    status: 200,
  },
});
