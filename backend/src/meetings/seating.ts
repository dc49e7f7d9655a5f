import type { Participant } from '@parley/shared/participants';
import type { JoinOffer } from '@parley/shared/signaling';
import { AppError } from '../platform/errors';
import type { Announcer } from './announcer';
import type { Departures } from './departures';
import {
  meetingChannel,
  nameIn,
  nextJoinSeq,
  participantIdFor,
  type LiveMeeting,
  type Member,
} from './live-meeting';
import type { JoinRequest, MeetingServiceOptions } from './meeting.service';

/** How people get a seat: for the first time, after a lost socket, or from another page. */
export function createSeating(
  options: MeetingServiceOptions,
  announce: Announcer,
  departures: Departures,
) {
  const { live, store, writer, now } = options;

  async function seatNewcomer(meeting: LiveMeeting, request: JoinRequest): Promise<Member> {
    if (meeting.members.size >= meeting.room.capacity) throw new AppError('ROOM_FULL');
    const at = new Date(now());
    const newcomer = {
      userId: request.userId,
      participant: newParticipant(meeting, request, at),
      socket: null,
      lostAt: 0,
      closedAt: 0,
      isOverdue: false,
      lease: undefined,
      waiting: [],
    };
    const seatNo = await store.takeSeat(meeting, newcomer, at);
    if (seatNo === null) throw new AppError('ROOM_FULL');
    const member: Member = { ...newcomer, seatNo };
    enter(meeting, member, request);
    try {
      // The others are told before this is written: their answer is on its way meanwhile.
      await store.openAttendance(meeting, member, at);
    } catch (error) {
      await departures.remove(meeting, member, at);
      throw error;
    }
    return member;
  }

  function newParticipant(meeting: LiveMeeting, request: JoinRequest, at: Date): Participant {
    return {
      id: participantIdFor(meeting, request.userId),
      instanceId: request.instanceId,
      ...nameIn(meeting, request.userId, request.displayName),
      isOwner: meeting.room.ownerId === request.userId,
      joinedAt: at.toISOString(),
      joinSeq: nextJoinSeq(meeting, at.getTime()),
      media: request.media,
      connection: 'connected',
    };
  }

  function enter(meeting: LiveMeeting, member: Member, request: JoinRequest): void {
    const { participant } = member;
    meeting.members.set(participant.id, member);
    live.attach(meeting, member, request.socket);
    for (const other of meeting.members.values()) {
      if (other === member) continue;
      const offer = offerFor(other, meeting, request);
      other.socket?.emit('participant:joined', { participant, ...(offer && { offer }) });
    }
    void request.socket.join(meetingChannel(meeting.id));
    announce.presence(meeting.room);
  }

  /**
   * The same account again: the same page after a lost socket, or another page taking over.
   * @throws {AppError} REPLACED for a page that gave way to this one while it was offline
   */
  async function seatAgain(
    meeting: LiveMeeting,
    member: Member,
    request: JoinRequest,
  ): Promise<Member> {
    const { instanceId: replaced, joinSeq } = member.participant;
    const samePage = replaced === request.instanceId;
    if (!samePage && request.joinSeq !== undefined && request.joinSeq < joinSeq) {
      throw new AppError('REPLACED');
    }
    const before = live.detach(member);
    clearTimeout(member.lease);
    if (before !== null && before.id !== request.socket.id) {
      if (!samePage) before.emit('meeting:replaced', {});
      void before.leave(meetingChannel(meeting.id));
      // What the others said into the lost socket did not arrive: to them it is an interruption too.
      if (samePage) {
        member.participant = { ...member.participant, connection: 'reconnecting' };
        announce.updated(meeting, member);
      }
    }
    member.participant = {
      ...member.participant,
      media: request.media,
      connection: 'connected',
      ...(!samePage && {
        instanceId: request.instanceId,
        ...nameIn(meeting, request.userId, request.displayName),
        joinSeq: nextJoinSeq(meeting, now()),
      }),
    };
    void writer.write(() =>
      samePage ? store.updateSeat(meeting, member) : store.passSeat(meeting, member),
    );
    if (!samePage) {
      meeting.epochs.forget(replaced);
      member.waiting = [];
      enter(meeting, member, request);
      return member;
    }
    live.attach(meeting, member, request.socket);
    void request.socket.join(meetingChannel(meeting.id));
    announce.updated(meeting, member);
    const { waiting, socket } = { waiting: member.waiting, socket: request.socket };
    member.waiting = [];
    // After the ack, so that the page knows who the signals are from.
    setImmediate(() => waiting.forEach((signal) => socket.emit('signal:received', signal)));
    return member;
  }

  return { seatNewcomer, seatAgain };
}

/** What the newcomer made for this one; nothing where it is for another page, or cannot be. */
function offerFor(
  { participant: { id, instanceId } }: Member,
  { epochs }: LiveMeeting,
  request: JoinRequest,
): Pick<JoinOffer, 'epoch' | 'description'> | undefined {
  const offer = request.offers.find((o) => o.to === id && o.toInstance === instanceId);
  if (!offer || !epochs.follow(request.instanceId, instanceId, offer.epoch)) return undefined;
  return { epoch: offer.epoch, description: offer.description };
}
