import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeRoom } from './platform/testing/rest';
import { createTestApp, joinInput, type TestApp, type TestUser } from './platform/testing/test-app';

/** The clock of the server stands still at a whole second. */
const serverTime = Math.floor(Date.now() / 1000) * 1000;

/** Parley replaces five applications. Each describe checks the features of one of them. */
let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
let cleo: TestUser;
beforeAll(async () => {
  parley = await createTestApp({
    env: {
      STUN_URLS: 'stun:stun.example.org:3478',
      TURN_URLS: 'turn:turn.example.org:3478',
      TURN_SECRET: 'shared-with-coturn',
    },
    now: () => serverTime,
  });
  [ana, ben, cleo] = [
    await parley.register('Ana'),
    await parley.register('Ben'),
    await parley.register('Cleo'),
  ];
});
afterAll(() => parley.close());

const newRoom = (body: object = {}) => makeRoom(parley, ana, body);

const description = (type: 'offer' | 'answer') => ({ type, sdp: `v=0 ${type} ${randomUUID()}` });

describe('WebRTC Video Calling', () => {
  test('a room has a unique code, by which the second participant finds the first', async () => {
    await newRoom({ code: 'our-room' });
    const again = { code: 'Our Room' };
    await parley.api
      .post('/api/rooms')
      .set(...ben.bearer)
      .send(again)
      .expect(409);
    const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
    await a.join('our-room');
    const { participants } = await b.join(`${parley.url}/r/our-room`);
    expect(participants.map(({ displayName }) => displayName)).toEqual(['Ana']);
    for (const socket of [a, b]) socket.close();
  });

  test('the offer of the second participant travels with the join', async () => {
    const code = await newRoom();
    const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
    const { self } = await a.join(code);
    const offer = { epoch: 0, description: description('offer') };
    const to = { to: self.id, toInstance: self.instanceId };
    await b.join(code, { offers: [{ ...to, ...offer }] });
    expect((await a.next('participant:joined')).offer).toEqual(offer);
    for (const socket of [a, b]) socket.close();
  });
});

describe('WebRTC-Video-call', () => {
  test('joins are published, and signals are relayed, also after an interruption', async () => {
    const code = await newRoom();
    const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
    const { self: atAna } = await a.join(code);
    const { self: atBen } = await b.join(code);
    expect((await a.next('participant:joined')).participant.id).toBe(atBen.id);
    for (const epoch of [0, 1]) {
      const offer = description('offer');
      const answer = description('answer');
      const toBen = { to: atBen.id, toInstance: atBen.instanceId, epoch };
      const toAna = { to: atAna.id, toInstance: atAna.instanceId, epoch };
      await a.ask('signal:send', { ...toBen, description: offer });
      expect(await b.next('signal:received')).toMatchObject({ epoch, description: offer });
      await b.ask('signal:send', { ...toAna, description: answer });
      expect(await a.next('signal:received')).toMatchObject({ epoch, description: answer });
    }
    for (const socket of [a, b]) socket.close();
  });
});

describe('Video Call App', () => {
  test('a room for two has two seats, and a third user gets ROOM_FULL', async () => {
    const code = await newRoom({ capacity: 2 });
    const [a, b, c] = [
      await parley.connect(ana),
      await parley.connect(ben),
      await parley.connect(cleo),
    ];
    await a.join(code);
    await b.join(code);
    expect(await c.send('meeting:join', joinInput(code))).toMatchObject({
      ok: false,
      error: { code: 'ROOM_FULL' },
    });
    for (const socket of [a, b, c]) socket.close();
  });

  test('STUN and TURN servers come from the configuration, with credentials that expire', async () => {
    const dora = await parley.register('Dora');
    const a = await parley.connect(dora);
    const { iceServers } = await a.join(await newRoom());
    expect(iceServers).toEqual([
      { urls: ['stun:stun.example.org:3478'] },
      {
        urls: ['turn:turn.example.org:3478'],
        username: expect.stringMatching(new RegExp(`^\\d+:${dora.user.id}:[0-9a-f]{24}$`)),
        credential: expect.stringMatching(/^[\w+/]{27}=$/),
        refreshAfterSeconds: 300,
      },
    ]);
    const expiry = Number(iceServers[1]?.username?.split(':')[0]);
    expect(expiry).toBe(serverTime / 1000 + 600);
    a.close();
  });

  test('switching the microphone or camera is published to the other participant', async () => {
    const code = await newRoom();
    const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
    await a.join(code);
    await b.join(code);
    await b.ask('participant:update', { microphone: false, camera: false });
    const { participant } = await a.next('participant:updated');
    expect(participant.media).toMatchObject({ microphone: false, camera: false });
    for (const socket of [a, b]) socket.close();
  });
});

describe('P2PChat', () => {
  /** The request of Ben's client while its tab closes. */
  const closeTab = (meetingId: string, instanceId: string) =>
    parley.api
      .post(`/api/meetings/${meetingId}/leave`)
      .set(...ben.bearer)
      .send({ instanceId })
      .expect(204);

  test("leaving or closing the tab is published with the participant's id", async () => {
    const code = await newRoom();
    const a = await parley.connect(ana);
    await a.join(code);
    for (const leave of ['button', 'tab']) {
      const b = await parley.connect(ben);
      const { meeting, self } = await b.join(code);
      if (leave === 'button') await b.ask('meeting:leave', {});
      else await closeTab(meeting.id, self.instanceId);
      b.close();
      const left = await a.next('participant:left');
      expect(left).toEqual({ id: self.id, instanceId: self.instanceId });
    }
    a.close();
  });
});

describe('VCallPe', () => {
  test('an account has a bcrypt hash and a JWT, which is valid for REST and for the socket with its chat', async () => {
    const { email } = ana.user;
    const stored = await parley.connection.collection('users').findOne({ email });
    expect(stored?.['passwordHash']).toMatch(/^\$2b\$\d\d\$/);
    const login = { email, password: ana.password };
    const { body } = await parley.api.post('/api/auth/login').send(login).expect(200);
    expect(body.accessToken.split('.')).toHaveLength(3);
    const bearer = `Bearer ${body.accessToken}`;
    await parley.api.get('/api/users/me').set('Authorization', bearer).expect(200);
    const a = await parley.connect({ ...ana, accessToken: body.accessToken as string });
    await a.join(await newRoom());
    const { message } = await a.ask('chat:send', { clientId: randomUUID(), text: 'hello' });
    expect(message.sender.displayName).toBe('Ana');
    a.close();
  });
});
