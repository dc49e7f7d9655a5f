import { z } from 'zod';
import { nameNumberSchema } from './participants';
import { isHost, type MeetingControls, meetingControlsSchema, type Role } from './roles';
import { defineCommands, defineEvents } from './socket-contract';
import { idSchema, instantSchema } from './text';

/** What hosts do in a meeting. The record shows each action. */
export const hostActionKindSchema = z.enum([
  'mute',
  'mute_all',
  'ask_to_unmute',
  'stop_camera',
  'stop_share',
  'remove',
  'keep_out',
  'promote',
  'demote',
  'lock',
  'unlock',
  'chat_off',
  'chat_on',
  'share_off',
  'share_on',
  'unmute_off',
  'unmute_on',
  'admit',
  'refuse',
  'end',
]);
export type HostActionKind = z.infer<typeof hostActionKindSchema>;

/** A person in a host action, with the name at that time. */
const actionPersonSchema = z.strictObject({
  /** The participant id; absent for a person who was never in the meeting. */
  id: idSchema.optional(),
  displayName: z.string(),
  nameNumber: nameNumberSchema.optional(),
});
export type ActionPerson = z.infer<typeof actionPersonSchema>;

/** One action of a host in a meeting. */
export const hostActionSchema = z.strictObject({
  id: idSchema,
  at: instantSchema,
  kind: hostActionKindSchema,
  actor: actionPersonSchema,
  /** The person concerned; absent if the action concerns everybody. */
  target: actionPersonSchema.optional(),
});
export type HostAction = z.infer<typeof hostActionSchema>;

/** What a host asks for, as the server performs it; `id` is the participant concerned. */
export type HostAct =
  | { kind: 'mute'; id: string; mayUnmute?: boolean | undefined }
  | { kind: 'ask_to_unmute' | 'stop_camera' | 'stop_share'; id: string }
  | { kind: 'promote' | 'demote'; id: string; isStored?: boolean | undefined }
  | { kind: 'remove'; id: string; keepOut?: KeepOut | undefined }
  | { kind: 'mute_all'; mayUnmute: boolean }
  | { kind: 'set_controls'; change: { [C in keyof MeetingControls]?: boolean | undefined } }
  | { kind: 'end' };

/** How many actions the record of a meeting keeps; later ones happen, but are not recorded. */
export const MAX_HOST_ACTIONS = 1_000;

/** The control that an action changes, and its new value. */
export const CONTROL_ACTIONS: {
  readonly [C in keyof MeetingControls]: {
    readonly on: HostActionKind;
    readonly off: HostActionKind;
  };
} = {
  isLocked: { on: 'lock', off: 'unlock' },
  isChatOn: { on: 'chat_on', off: 'chat_off' },
  mayShare: { on: 'share_on', off: 'share_off' },
  mayUnmute: { on: 'unmute_on', off: 'unmute_off' },
};

/** Whether a host may act on another participant: nobody on the owner, co-hosts not on hosts. */
export function mayControl(actor: Role, target: Role): boolean {
  if (actor === 'owner') return target !== 'owner';
  return actor === 'cohost' && (target === 'participant' || target === 'guest');
}

/** Whether a host may make somebody a co-host; guests need an account first. */
export const mayPromote = (actor: Role, target: Role): boolean =>
  mayControl(actor, target) && target === 'participant';

/** How long somebody stays out: by account or guest session, or also by address (weak). */
export const keepOutSchema = z.enum(['person', 'address']);
export type KeepOut = z.infer<typeof keepOutSchema>;

const targetSchema = z.strictObject({ id: idSchema });
const done = z.strictObject({});

export const hostCommands = defineCommands({
  'participant:mute': {
    summary:
      'Turn the microphone of a participant off. With `mayUnmute: false` they cannot turn it on until a host asks them to.',
    rate: 'state',
    payload: targetSchema.extend({ mayUnmute: z.boolean().optional() }),
    ack: done,
  },
  'meeting:mute-all': {
    summary: 'Turn the microphones of all participants off who are no hosts.',
    rate: 'state',
    payload: z.strictObject({ mayUnmute: z.boolean() }),
    ack: done,
  },
  'participant:ask-to-unmute': {
    summary: 'Ask a participant to turn the microphone on; from then on they may.',
    rate: 'state',
    payload: targetSchema,
    ack: done,
  },
  'participant:stop-camera': {
    summary: 'Turn the camera of a participant off. They may turn it on again.',
    rate: 'state',
    payload: targetSchema,
    ack: done,
  },
  'participant:stop-share': {
    summary: 'Stop the shared screen of a participant. They may share again.',
    rate: 'state',
    payload: targetSchema,
    ack: done,
  },
  'participant:remove': {
    summary:
      'Remove a participant. They can come back when a host lets them in; with `keepOut` only when the owner of the room allows it.',
    rate: 'state',
    payload: targetSchema.extend({ keepOut: keepOutSchema.optional() }),
    ack: done,
  },
  'participant:promote': {
    summary:
      'Make a participant with an account a co-host of this meeting; with `isStored`, which only the owner may set, of the room.',
    rate: 'state',
    payload: targetSchema.extend({ isStored: z.boolean().optional() }),
    ack: done,
  },
  'participant:demote': {
    summary:
      'Take the host controls from a co-host for this meeting; with `isStored` also for later meetings of the room.',
    rate: 'state',
    payload: targetSchema.extend({ isStored: z.boolean().optional() }),
    ack: done,
  },
  'meeting:set-controls': {
    summary: 'Change what the other participants may do.',
    rate: 'state',
    payload: meetingControlsSchema
      .partial()
      .refine((change) => Object.keys(change).length > 0, { message: 'Nothing to change' }),
    ack: done,
  },
  'meeting:end-for-all': {
    summary: 'End the meeting for all participants, also for those who are disconnected.',
    rate: 'state',
    payload: done,
    ack: done,
  },
});

export const hostEvents = defineEvents({
  'host:acted': {
    summary:
      'A host acted on you, or on all participants. Sent to those concerned. `canUndo` tells whether you may turn it on again yourself.',
    payload: z.strictObject({ action: hostActionSchema, canUndo: z.boolean() }),
  },
  'meeting:removed': {
    summary: 'A host removed you from the meeting. You must not rejoin by yourself.',
    payload: z.strictObject({ by: actionPersonSchema, isKeptOut: z.boolean() }),
  },
});

/** The sources that a host can turn off. */
export const hostedSources = ['microphone', 'camera', 'screen'] as const;
export type HostedSource = (typeof hostedSources)[number];

/** Whether a participant may turn a source on; turning one off is always allowed. */
export function mayTurnOn(
  source: HostedSource,
  { role, cannotUnmute }: { role: Role; cannotUnmute?: true | undefined },
  { mayShare }: MeetingControls,
): boolean {
  if (source === 'microphone') return cannotUnmute !== true;
  return source !== 'screen' || mayShare || isHost(role);
}
