import type { ActionPerson, HostAction, HostActionKind } from '@parley/shared/host-controls';
import { MAX_HOST_ACTIONS } from '@parley/shared/host-controls';
import { Schema, Types, type Connection, type Model } from 'mongoose';
import { isDuplicateKey } from '../platform/conflicts';

type PersonDocument = Omit<ActionPerson, 'id'> & {
  participantId?: Types.ObjectId | undefined;
  /** The account of a person without a participant id, so that its name can be erased. */
  userId?: Types.ObjectId | undefined;
};

/** An action with the accounts of people who are not in the meeting; nobody can read those. */
export type RecordedAction = HostAction & { actorUserId?: string; targetUserId?: string };

/** One action of a host in a meeting, with the names at that time. */
export interface HostActionDocument {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  at: Date;
  kind: HostActionKind;
  actor: PersonDocument;
  /** Missing if the action concerned everybody. */
  target?: PersonDocument | undefined;
}

export type HostActionModel = Model<HostActionDocument>;

/** Collection `host_actions`. */
export function createHostActionModel(connection: Connection): HostActionModel {
  const person = new Schema<PersonDocument>(
    {
      participantId: { type: Schema.Types.ObjectId },
      userId: { type: Schema.Types.ObjectId },
      displayName: { type: String, required: true },
      nameNumber: { type: Number },
    },
    { _id: false },
  );
  const schema = new Schema<HostActionDocument>(
    {
      meetingId: { type: Schema.Types.ObjectId, required: true },
      at: { type: Date, required: true },
      kind: { type: String, required: true },
      actor: { type: person, required: true },
      target: { type: person },
    },
    { versionKey: false, collection: 'host_actions' },
  );
  schema.index({ meetingId: 1, at: 1, _id: 1 });
  schema.index({ 'actor.userId': 1 }, { sparse: true });
  schema.index({ 'target.userId': 1 }, { sparse: true });
  return connection.model<HostActionDocument>('HostAction', schema);
}

/** Stores actions that a meeting has space for. Storing an action again has no effect. */
export async function storeActions(
  model: HostActionModel,
  meetingId: string,
  actions: readonly RecordedAction[],
): Promise<void> {
  const stored = await model.countDocuments({ meetingId }).limit(MAX_HOST_ACTIONS);
  for (const action of actions.slice(0, MAX_HOST_ACTIONS - stored)) {
    try {
      await model.create(toDocument(meetingId, action));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

/** The actions of a meeting in the order of time, until a moment. */
export async function findActions(
  model: HostActionModel,
  meetingId: string,
  until?: Date,
): Promise<HostAction[]> {
  const found = await model
    .find({ meetingId, ...(until && { at: { $lte: until } }) })
    .sort({ at: 1, _id: 1 })
    .limit(MAX_HOST_ACTIONS)
    .lean();
  return found.map((document) => ({
    id: document._id.toString(),
    at: document.at.toISOString(),
    kind: document.kind,
    actor: toPerson(document.actor),
    ...(document.target && { target: toPerson(document.target) }),
  }));
}

const toDocument = (meetingId: string, action: RecordedAction): HostActionDocument => ({
  _id: new Types.ObjectId(action.id),
  meetingId: new Types.ObjectId(meetingId),
  at: new Date(action.at),
  kind: action.kind,
  actor: personDocument(action.actor, action.actorUserId),
  ...(action.target && { target: personDocument(action.target, action.targetUserId) }),
});

const personDocument = (
  { id, displayName, nameNumber }: ActionPerson,
  userId?: string,
): PersonDocument => ({
  displayName,
  ...(id === undefined && userId !== undefined && { userId: new Types.ObjectId(userId) }),
  ...(id !== undefined && { participantId: new Types.ObjectId(id) }),
  ...(nameNumber !== undefined && { nameNumber }),
});

const toPerson = ({ participantId, displayName, nameNumber }: PersonDocument): ActionPerson => ({
  ...(participantId != null && { id: participantId.toString() }),
  displayName,
  ...(nameNumber != null && { nameNumber }),
});

/** Gives the actions of one participant of a meeting, as host or target, to another one, or a new name. */
export async function moveActions(
  model: HostActionModel,
  meetingId: string,
  from: string,
  to: { id: string; displayName: string; nameNumber: number | null },
): Promise<void> {
  const person = {
    participantId: new Types.ObjectId(to.id),
    displayName: to.displayName,
    nameNumber: to.nameNumber,
  };
  for (const role of ['actor', 'target'] as const) {
    await model.updateMany(
      { meetingId, [`${role}.participantId`]: from },
      {
        $set: Object.fromEntries(
          Object.entries(person).map(([field, value]) => [`${role}.${field}`, value]),
        ),
      },
    );
  }
}

/** Gives an account another name in the actions in which it was not in the meeting, and forgets it. */
export async function forgetInActions(
  model: HostActionModel,
  userId: string,
  displayName: string,
): Promise<void> {
  const user = new Types.ObjectId(userId);
  for (const role of ['actor', 'target'] as const) {
    await model.updateMany(
      { [`${role}.userId`]: user },
      { $set: { [`${role}.displayName`]: displayName }, $unset: { [`${role}.userId`]: 1 } },
    );
  }
}

/** The actions of one participant as a host of a meeting, without the people concerned. */
export async function* actionsBy(model: HostActionModel, meetingId: string, participantId: string) {
  const own = model.find({ meetingId, 'actor.participantId': participantId }).sort({ at: 1 });
  for await (const { kind, at } of own.lean().cursor()) {
    yield { meetingId, kind, at: at.toISOString() };
  }
}
