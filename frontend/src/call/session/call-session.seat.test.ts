import { describe, expect, it, vi } from 'vitest';
import { commandsOf, flush, phaseOf, usePages } from '../testing/call-page';

const pages = usePages();

describe('when the socket is lost', () => {
  it('keeps the connections, takes the seat back and asks for no new ones', async () => {
    const [host, guest] = [await pages.enter(), await pages.enter()];
    await flush();
    const stream = guest.session.snapshot.get().remotes[0]?.cameraStream;
    guest.channel.cut();
    expect(phaseOf(guest)).toBe('reconnecting');
    await flush();
    expect(host.session.snapshot.get().remotes[0]?.participant.connection).toBe('reconnecting');

    guest.channel.restore();
    await flush();
    expect(phaseOf(guest)).toBe('live');
    expect(guest.transport.calls).not.toContain('reset');
    expect(guest.session.snapshot.get().remotes[0]?.cameraStream).toBe(stream);
    expect(host.session.snapshot.get().remotes[0]?.participant.connection).toBe('connected');
    expect(host.transport.calls).not.toContain('drop');
  });

  it('goes on trying while the server is busy', async () => {
    const page = await pages.enter();
    pages.server.refusals.set('meeting:join', ['UNAVAILABLE', 'BUSY', 'TIMEOUT', 'RATE_LIMITED']);
    page.channel.cut();
    page.channel.restore();
    await flush();
    expect(phaseOf(page)).toBe('reconnecting');
    expect(page.session.snapshot.get().error?.code).toBe('UNAVAILABLE');

    await vi.advanceTimersByTimeAsync(20_000);
    expect(phaseOf(page)).toBe('live');
    expect(page.session.snapshot.get().error).toBeNull();
  });

  it('tells what changed meanwhile', async () => {
    const [host, guest] = [await pages.enter(), await pages.enter()];
    await flush();
    guest.channel.cut();
    await guest.session.media.set('microphone', false);
    guest.channel.restore();
    await flush();

    expect(host.session.snapshot.get().remotes[0]?.participant.media.microphone).toBe(false);
  });

  it('knows what will be asked next, so that it can travel with the connection', async () => {
    const page = await pages.enter();
    expect(page.session.nextCommand()).toBeNull();
    page.channel.cut();
    const next = page.session.nextCommand();
    expect(next?.command).toBe('meeting:join');
    page.channel.restore();
    await flush();
    expect(page.channel.sent).toContainEqual(next);
  });

  it('stays out of a room that is gone', async () => {
    const page = await pages.enter();
    pages.server.refusals.set('meeting:join', ['NOT_FOUND']);
    page.channel.cut();
    page.channel.restore();
    await flush();

    expect(phaseOf(page)).toBe('ended');
    expect(page.devices.live).toEqual([]);
  });
});

describe('leaving while the server does not hear it', () => {
  const seatOf = (page: Awaited<ReturnType<typeof pages.enter>>) => {
    const { meeting, self } = page.session.snapshot.get();
    return { meetingId: meeting?.id, instanceId: self.participant?.instanceId };
  };

  it('gives the seat up another way, and once', async () => {
    const page = await pages.enter();
    const seat = seatOf(page);
    page.channel.cut();
    await page.session.leave();
    page.channel.restore();
    await flush();
    expect(page.leftLater).toEqual([seat]);
    expect(commandsOf(page).filter((one) => one === 'meeting:leave')).toEqual([]);
  });

  it('does so as well on a socket that is dead, and before a new one has the seat', async () => {
    const silent = await pages.enter();
    const early = await pages.enter();
    const seats = [seatOf(silent), seatOf(early)];
    pages.server.refusals.set('meeting:leave', ['TIMEOUT']);
    await silent.session.leave();
    pages.server.refusals.set('meeting:join', ['BUSY']);
    early.channel.reconnect();
    await flush();
    pages.server.seats.clear();
    await early.session.leave();
    expect([...silent.leftLater, ...early.leftLater]).toEqual(seats);
  });

  it('is no matter for a page that is heard, nor for one whose seat another page has', async () => {
    const [heard, replaced] = [await pages.enter(), await pages.enter()];
    await heard.session.leave();
    await pages.enter(pages.server.connectAgain(replaced.channel));
    await flush();
    replaced.channel.cut();
    await replaced.session.leave();
    expect([...heard.leftLater, ...replaced.leftLater]).toEqual([]);
  });
});

describe('a full room', () => {
  it('is joined by itself as soon as a seat is free', async () => {
    pages.server.capacity = 1;
    const host = await pages.enter();
    const guest = await pages.enter();
    expect(phaseOf(guest)).toBe('full');

    await host.session.leave();
    await flush();
    expect(phaseOf(guest)).toBe('live');
  });

  it('is not asked again and again while somebody else is faster', async () => {
    pages.server.capacity = 1;
    const host = await pages.enter();
    const guest = await pages.enter();
    pages.server.refusals.set(
      'meeting:join',
      Array.from({ length: 40 }, () => 'ROOM_FULL' as const),
    );
    await host.session.leave();
    await vi.advanceTimersByTimeAsync(10_000);

    expect(phaseOf(guest)).toBe('full');
    expect(commandsOf(guest).filter((one) => one === 'meeting:join').length).toBeLessThan(10);
  });

  it('is waited for after the seat was lost', async () => {
    pages.server.capacity = 1;
    const guest = await pages.enter();
    guest.channel.cut();
    pages.server.expire(guest.channel);
    const other = await pages.enter();
    guest.channel.restore();
    await flush();
    expect(phaseOf(guest)).toBe('full');

    await other.session.leave();
    await flush();
    expect(phaseOf(guest)).toBe('live');
  });
});

describe('another page of the same account', () => {
  it('makes this one quiet for good', async () => {
    const page = await pages.enter();
    await pages.enter(pages.server.connectAgain(page.channel));
    await flush();
    expect(phaseOf(page)).toBe('replaced');
    expect(page.devices.live).toEqual([]);

    const said = page.channel.sent.length;
    page.channel.cut();
    page.channel.restore();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(page.channel.sent).toHaveLength(said);
    expect(phaseOf(page)).toBe('replaced');
  });

  it('keeps its seat when this one comes back from a network that was lost', async () => {
    const laptop = await pages.enter();
    laptop.channel.cut();
    const phone = await pages.enter(pages.server.connectAgain(laptop.channel));
    laptop.channel.restore();
    await vi.advanceTimersByTimeAsync(120_000);
    expect([phaseOf(laptop), phaseOf(phone)]).toEqual(['replaced', 'live']);
    expect(laptop.devices.live).toEqual([]);

    await laptop.session.rejoin();
    await flush();
    expect([phaseOf(laptop), phaseOf(phone)]).toEqual(['live', 'replaced']);
  });

  it('gives way when the person comes back here', async () => {
    const page = await pages.enter();
    const other = await pages.enter(pages.server.connectAgain(page.channel));
    await flush();
    await page.session.rejoin();
    await flush();

    expect(phaseOf(page)).toBe('live');
    expect(phaseOf(other)).toBe('replaced');
    expect(pages.server.seats.size).toBe(1);
  });
});

describe('what changes after the join', () => {
  it('is taken over: one’s own name, those of others, and the room', async () => {
    const host = await pages.enter();
    const page = await pages.enter();
    const { self, meeting, remotes } = page.session.snapshot.get();
    const [other] = remotes;
    if (!self.participant || !meeting || !other) throw new Error('not in the meeting');

    const rest = { media: other.participant.media, connection: 'connected' } as const;
    const renamed = { ...self.participant, ...rest, displayName: 'Zoe', nameNumber: 2 };
    const otherRenamed = { ...other.participant, displayName: 'Yan' };
    for (const participant of [renamed, otherRenamed]) {
      page.channel.deliver('participant:updated', { participant });
    }
    const room = { ...meeting.room, name: 'Another name' };
    page.channel.deliver('meeting:updated', { meeting: { ...meeting, room, capacity: 3 } });
    await flush();

    const now = page.session.snapshot.get();
    expect(now.self.participant).toMatchObject({ displayName: 'Zoe', nameNumber: 2 });
    expect(now.remotes.map(({ participant }) => participant.displayName)).toEqual(['Yan']);
    expect(now.meeting).toMatchObject({ room: { name: 'Another name' }, capacity: 3 });
    expect(host.session.snapshot.get().phase).toBe('live');
  });
});
