import { randomUUID } from 'node:crypto';
import type { HostAction } from '@parley/shared/host-controls';
import { expect } from 'vitest';
import { parleyTest } from '../platform/testing/parley-test';
import { makeRoom } from '../platform/testing/rest';
import type { TestSocket } from '../platform/testing/test-app';

/** Milliseconds that tests have moved the server's clock. */
let moved = 0;
const base = parleyTest({ now: () => Date.now() + moved });

/** `meet` starts a meeting of Ana, who owns the room, and Ben. */
const test = base.extend('meet', ({ parley, ana, ben }) => async () => {
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting, self: anaSelf } = await a.join(code);
  const instanceId = randomUUID();
  const { self: benSelf } = await b.join(code, { instanceId });
  return { a, b, code, id: meeting.id, anaSelf, benSelf, instanceId };
});

const say = (socket: TestSocket, text: string) =>
  socket.send('chat:send', { clientId: randomUUID(), text });
const codeOf = async (answer: Promise<{ ok: boolean; error?: { code: string } }>) => {
  const result = await answer;
  return result.ok ? 'ok' : result.error?.code;
};

test('a host mutes a participant, who is told and may unmute', async ({ meet }) => {
  const { a, b, anaSelf, benSelf } = await meet();
  await a.ask('participant:mute', { id: benSelf.id });
  const { action, canUndo } = await b.next('host:acted');
  expect([action.kind, action.actor.displayName, canUndo]).toEqual(['mute', 'Ana', true]);
  const updated = await a.next(
    'participant:updated',
    ({ participant }) => !participant.media.microphone,
  );
  expect(updated.participant.id).toBe(benSelf.id);
  await b.ask('participant:update', { microphone: true });
  expect(await codeOf(b.send('participant:mute', { id: anaSelf.id }))).toBe('NOT_ALLOWED');
});

test('after "Mute all" without permission nobody but a host can unmute, until a host asks', async ({
  meet,
}) => {
  const { a, b, benSelf } = await meet();
  await a.ask('meeting:mute-all', { mayUnmute: false });
  expect((await b.next('host:acted')).canUndo).toBe(false);
  expect(await codeOf(b.send('participant:update', { microphone: true }))).toBe('NOT_ALLOWED');
  await a.ask('participant:update', { microphone: false });
  await a.ask('participant:update', { microphone: true });
  await a.ask('participant:ask-to-unmute', { id: benSelf.id });
  expect((await b.next('host:acted')).action.kind).toBe('ask_to_unmute');
  await b.ask('participant:update', { microphone: true });
});

test('a participant who was muted while disconnected comes back muted', async ({
  meet,
  parley,
  ben,
}) => {
  const { a, b, code, benSelf, instanceId } = await meet();
  b.cut();
  await a.next(
    'participant:updated',
    ({ participant }) => participant.connection === 'reconnecting',
  );
  await a.ask('participant:mute', { id: benSelf.id });
  await a.ask('participant:stop-camera', { id: benSelf.id });
  const again = await parley.connect(ben);
  const { self } = await again.join(code, { instanceId, joinSeq: benSelf.joinSeq });
  expect(self.media).toMatchObject({ microphone: false, camera: false });
  const window = await parley.connect(ben);
  const second = await window.join(code);
  expect(second.self.media).toMatchObject({ microphone: false, camera: false });
});

test('chat and sharing follow the controls, for everybody but hosts', async ({ meet }) => {
  const { a, b } = await meet();
  await b.ask('participant:update', { screen: true });
  await a.ask('meeting:set-controls', { isChatOn: false, mayShare: false });
  const { meeting } = await b.next('meeting:updated');
  expect(meeting.controls).toMatchObject({ isChatOn: false, mayShare: false });
  const off = await a.next(
    'participant:updated',
    ({ participant }) => participant.displayName === 'Ben' && !participant.media.screen,
  );
  expect(off.participant.media.screen).toBe(false);
  expect(await codeOf(say(b, 'no'))).toBe('NOT_ALLOWED');
  expect(await codeOf(b.send('participant:update', { screen: true }))).toBe('NOT_ALLOWED');
  expect(await codeOf(say(a, 'yes'))).toBe('ok');
});

test('a co-host has the controls, but not over the owner or the other co-host', async ({
  meet,
  parley,
}) => {
  const { a, b, code, anaSelf, benSelf } = await meet();
  const c = await parley.connect(await parley.register('Cem'));
  const { self: cemSelf } = await c.join(code);
  await a.ask('participant:promote', { id: benSelf.id });
  expect((await b.next('host:acted')).action.kind).toBe('promote');
  await b.ask('participant:mute', { id: cemSelf.id });
  expect(await codeOf(b.send('participant:mute', { id: anaSelf.id }))).toBe('NOT_ALLOWED');
  await a.ask('participant:promote', { id: cemSelf.id });
  expect(await codeOf(b.send('participant:remove', { id: cemSelf.id }))).toBe('NOT_ALLOWED');
  await a.ask('participant:demote', { id: benSelf.id });
  expect(await codeOf(b.send('participant:mute', { id: cemSelf.id }))).toBe('NOT_ALLOWED');
});

test('a removed participant is told who did it, and no message of theirs is stored after the ack', async ({
  meet,
  parley,
  ana,
}) => {
  const { a, b, id, benSelf, anaSelf } = await meet();
  const flood = Array.from({ length: 60 }, (_, index) => say(b, `message ${index}`));
  await Promise.race(flood);
  await a.ask('participant:remove', { id: benSelf.id });
  const stored = async (): Promise<number> => {
    const { body } = await parley.api
      .get(`/api/meetings/${id}/messages?limit=100`)
      .set(...ana.bearer)
      .expect(200);
    return (body.messages as unknown[]).length;
  };
  const atAck = await stored();
  expect((await b.next('meeting:removed')).by.displayName).toBe('Ana');
  const answers = await Promise.all(flood);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(atAck);
  expect(atAck).toBeLessThan(60);
  expect(await stored()).toBe(atAck);
  const signal = { to: anaSelf.id, toInstance: anaSelf.instanceId, epoch: 0 };
  expect(await codeOf(b.send('signal:send', { ...signal, recreate: true }))).toBe('NOT_A_MEMBER');
  expect(await codeOf(b.send('participant:update', { hand: true }))).toBe('NOT_A_MEMBER');
  expect(await codeOf(say(b, 'late'))).toBe('NOT_A_MEMBER');
  const left = await a.next('participant:left');
  expect(left.id).toBe(benSelf.id);
});

test('a participant who was removed while disconnected learns it from the rejoin', async ({
  meet,
  parley,
  ben,
}) => {
  const { a, b, code, benSelf, instanceId } = await meet();
  b.cut();
  await a.next(
    'participant:updated',
    ({ participant }) => participant.connection === 'reconnecting',
  );
  await a.ask('participant:remove', { id: benSelf.id });
  const again = await parley.connect(ben);
  const rejoin = again.join(code, { instanceId, joinSeq: benSelf.joinSeq });
  await expect(rejoin).rejects.toThrow('REMOVED');
});

test('"End for all" reaches everybody, and a client that was offline starts no new meeting', async ({
  meet,
  parley,
  ana,
  ben,
}) => {
  const { a, b, code, id, benSelf, instanceId } = await meet();
  b.cut();
  await a.next(
    'participant:updated',
    ({ participant }) => participant.connection === 'reconnecting',
  );
  await a.ask('meeting:end-for-all', {});
  expect((await a.next('meeting:ended')).reason).toBe('ended_by_host');
  const again = await parley.connect(ben);
  const rejoin = again.join(code, { instanceId, joinSeq: benSelf.joinSeq });
  await expect(rejoin).rejects.toThrow('MEETING_ENDED');
  const { body } = await parley.api
    .get(`/api/meetings/${id}`)
    .set(...ana.bearer)
    .expect(200);
  expect(body.meeting.endReason).toBe('ended_by_host');
  const actions = (body.meeting.hostActions as HostAction[]).map(({ kind }) => kind);
  expect(actions).toEqual(['end']);
  // A join at the user's request starts the next meeting.
  expect((await again.join(code)).meeting.id).not.toBe(id);
});

test('a removed participant reads chat and record until the removal', async ({
  meet,
  parley,
  ben,
}) => {
  const { a, b, code, id, benSelf } = await meet();
  await say(b, 'before');
  await a.ask('participant:remove', { id: benSelf.id });
  moved += 1_000;
  await say(a, 'after');
  const c = await parley.connect(await parley.register('Cem'));
  await c.join(code);
  await a.ask('meeting:end-for-all', {});
  const messages = await parley.api
    .get(`/api/meetings/${id}/messages`)
    .set(...ben.bearer)
    .expect(200);
  expect(messages.body.messages.map(({ text }: { text: string }) => text)).toEqual(['before']);
  const { body } = await parley.api
    .get(`/api/meetings/${id}`)
    .set(...ben.bearer)
    .expect(200);
  expect(body.meeting.messageCount).toBe(1);
  expect(body.meeting.people).toEqual(['Ana', 'Ben']);
  expect(body.meeting.hostActions.map(({ kind }: HostAction) => kind)).toEqual(['remove']);
});
