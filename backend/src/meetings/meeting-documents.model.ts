import type { Participant } from '@parley/shared/participants';
import { DEFAULT_CONTROLS, type Role } from '@parley/shared/roles';
import { Types } from 'mongoose';
import type { MeetingSnapshot, StoredHosting } from './meeting-io';
import type { AttendanceDocument, SeatDocument } from './meeting.model';

/** Conversions between the documents of a meeting and the values that the aggregate uses. */

/** A meeting in which no host has decided anything. */
export const NO_HOSTING: StoredHosting = {
  controls: DEFAULT_CONTROLS,
  coHostIds: [],
  formerHostIds: [],
  unmuting: [],
};

/** A name as an update sets it; one without a number replaces one with a number. */
export const storedName = ({
  displayName,
  nameNumber,
}: Pick<Participant, 'displayName' | 'nameNumber'>) => ({
  displayName,
  nameNumber: nameNumber ?? null,
});

/** The document of a seat without its number. */
export function seatDocument(
  { id, epoch }: { id: string; epoch: number },
  userId: string,
  participant: Participant,
): Omit<SeatDocument, '_id' | 'seatNo'> {
  return {
    meetingId: new Types.ObjectId(id),
    epoch,
    userId: new Types.ObjectId(userId),
    participantId: new Types.ObjectId(participant.id),
    instanceId: participant.instanceId,
    displayName: participant.displayName,
    isOwner: participant.isOwner,
    role: participant.role,
    joinedAt: new Date(participant.joinedAt),
    joinSeq: participant.joinSeq,
    media: participant.media,
  };
}

/** A user who has a seat, as the roster knows them. */
export const attendedBySeat = ({ userId, participantId }: SeatDocument) => ({
  userId: userId.toString(),
  participantId: participantId.toString(),
});

/** A user who has attended, as the roster knows them. */
export const attendedByDocument = ({
  userId,
  _id,
  displayName,
  nameNumber,
}: Pick<AttendanceDocument, 'userId' | '_id' | 'displayName' | 'nameNumber'>) => ({
  userId: userId.toString(),
  participantId: _id.toString(),
  name: { displayName, nameNumber: nameNumber ?? undefined },
});

/** Early documents have no role. */
const roleOf = ({ role, isOwner }: Pick<SeatDocument, 'role' | 'isOwner'>): Role =>
  role ?? (isOwner ? 'owner' : 'participant');

/** A seat as another node takes it up. */
export const toSeat = (seat: SeatDocument): MeetingSnapshot['seats'][number] => ({
  userId: seat.userId.toString(),
  seatNo: seat.seatNo,
  stopped: seat.stopped ?? [],
  participant: {
    id: seat.participantId.toString(),
    instanceId: seat.instanceId,
    displayName: seat.displayName,
    isOwner: seat.isOwner,
    role: roleOf(seat),
    joinedAt: seat.joinedAt.toISOString(),
    joinSeq: seat.joinSeq,
    media: seat.media,
  },
});
