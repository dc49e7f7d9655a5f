import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { MeasuredServer } from '../lib/child';
import { describePaired, printFigure } from '../lib/figure';
import { compare } from '../lib/paired';

/** CPU time of the server for each relayed signal, against the minimal Socket.IO server. */
const MESSAGES = 3_000;
const WINDOW = 100;

const candidate = {
  candidate:
    'candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 10.0.0.5 rport 46154 generation 0 ufrag Xk9z network-cost 999',
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: 'Xk9z',
};
const description = { type: 'offer' as const, sdp: 'a=rtpmap:111 opus/48000/2\r\n'.repeat(150) };
/** Candidates are far more frequent than descriptions. */
const bodyOf = (index: number) =>
  index % 8 === 0 ? { epoch: 0, description } : { epoch: 0, candidate };

const connect = async (url: string, auth: object): Promise<Socket> => {
  const socket = io(url, { transports: ['websocket'], auth, forceNew: true });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return socket;
};

const parley = await MeasuredServer.start<{ url: string; tokens: string[]; codes: string[] }>(
  'parley.ts',
  '2',
);
const bare = await MeasuredServer.start<{ url: string }>('bare-socket.ts');

const [anaToken, benToken] = parley.ready.tokens;
const ana = await connect(parley.ready.url, { token: anaToken });
const ben = await connect(parley.ready.url, { token: benToken });
const media = { microphone: true, camera: true, screen: false, hand: false };
const toInstance = randomUUID();
const join = (socket: Socket, instanceId: string) =>
  socket.emitWithAck('meeting:join', {
    code: parley.ready.codes[0],
    instanceId,
    media,
  }) as Promise<{
    data: { self: { id: string } };
  }>;
await join(ana, randomUUID());
const to = (await join(ben, toInstance)).data.self.id;

const bareAna = await connect(bare.ready.url, {});
const bareBen = await connect(bare.ready.url, {});

/** Sends with a bounded number of signals in flight and waits until all have arrived. */
async function relay(
  receiver: Socket,
  event: string,
  send: (index: number) => Promise<unknown>,
): Promise<void> {
  let arrived = 0;
  const all = new Promise<void>((resolve) => {
    const count = (): void => {
      arrived += 1;
      if (arrived < MESSAGES) return;
      receiver.off(event, count);
      resolve();
    };
    receiver.on(event, count);
  });
  for (let index = 0; index < MESSAGES; index += WINDOW) {
    await Promise.all(Array.from({ length: WINDOW }, (_, offset) => send(index + offset)));
  }
  await all;
}

const cpuOf = async (
  server: MeasuredServer<unknown>,
  work: () => Promise<void>,
): Promise<number> => {
  const before = await server.cpu();
  await work();
  return (await server.cpu()) - before;
};
const ours = () =>
  cpuOf(parley, () =>
    relay(ben, 'signal:received', (index) =>
      ana.emitWithAck('signal:send', { to, toInstance, ...bodyOf(index) }),
    ),
  );
const plain = () =>
  cpuOf(bare, () =>
    relay(bareBen, 'signal', (index) => bareAna.emitWithAck('signal', bareBen.id, bodyOf(index))),
  );

const result = await compare(ours, plain, 15);
printFigure({
  name: 'CPU of a bare relay ÷ ours, per signal',
  value: 1 / result.ratio,
  goal: ['≥', 0.9],
  note: describePaired(result),
});
for (const socket of [ana, ben, bareAna, bareBen]) socket.disconnect();
await Promise.all([parley.stop(), bare.stop()]);
