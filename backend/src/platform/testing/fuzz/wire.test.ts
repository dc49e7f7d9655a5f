import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { fuzz, fuzzOptions } from './fuzz';
import { plainFrame, RawWebSocket } from './raw-websocket';
import { startTarget, type Target } from './target';
import { joinInput, type TestUser } from '../test-app';
import { wireInput, type WireInput } from './wire-frames';

/** How far the attacker has got: no CONNECT, signed in, or in the meeting of the bystanders. */
type Stage = 'anonymous' | 'signed-in' | 'in-meeting';

let target: Target;
let eve: TestUser;
beforeAll(async () => {
  target = await startTarget();
  eve = await target.parley.register('Eve');
});

/** Inputs that the attacker sends at once, before a question. */
const BURST = 8;

/** A connection of the attacker, on which inputs are followed by a question. */
class Attacker {
  #socket: RawWebSocket | undefined;
  #question = 1_000_000;
  answered = 0;
  closed = 0;

  async send(inputs: readonly WireInput[], stage: Stage): Promise<void> {
    const size = stage === 'anonymous' ? 1 : BURST;
    for (let start = 0; start < inputs.length; start += size) {
      const burst = inputs.slice(start, start + size);
      if (await this.#sendBurst(burst, stage)) this.answered += burst.length;
      else if (burst.length === 1) this.closed += 1;
      // What came after the frame that ended the connection has not arrived.
      else for (const input of burst) await this.send([input], stage);
    }
  }

  /** @returns whether the server still answers on this connection */
  async #sendBurst(inputs: readonly WireInput[], stage: Stage): Promise<boolean> {
    const socket = (this.#socket ??= await this.#open(stage));
    for (const frame of inputs.flat()) socket.send(frame);
    const answer = await this.#ask(socket, stage);
    if (answer === null || stage === 'anonymous') this.close();
    return answer !== null;
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  async #open(stage: Stage): Promise<RawWebSocket> {
    const socket = await RawWebSocket.open(target.parley.url);
    if (stage === 'anonymous') return socket;
    await connect(socket);
    if (stage === 'in-meeting') {
      const { code } = target.bystanders;
      const join = joinInput(code, { instanceId: 'fuzz-instance-of-eve' });
      socket.send(plainFrame(`42999${JSON.stringify(['meeting:join', join])}`));
      await socket.until((message) => message.startsWith('43999['));
    }
    return socket;
  }

  /** Frames are handled in order, so an answer shows that the server survived the input. */
  async #ask(socket: RawWebSocket, stage: Stage): Promise<string | null> {
    if (stage === 'anonymous') return connect(socket);
    const id = (this.#question += 1);
    socket.send(plainFrame(`42${id}["ice:refresh",{}]`));
    return socket.until((message) => {
      if (message.includes('"INTERNAL"')) throw new Error(`the server fails: ${message}`);
      return message.startsWith(`43${id}[`);
    });
  }
}

function connect(socket: RawWebSocket): Promise<string | null> {
  socket.send(plainFrame(`40${JSON.stringify({ token: eve.accessToken })}`));
  return socket.until((message) => message.startsWith('40') || message.startsWith('44'));
}

const stage: fc.Arbitrary<Stage> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('anonymous') },
  { weight: 6, arbitrary: fc.constant('signed-in') },
  { weight: 3, arbitrary: fc.constant('in-meeting') },
);

test('F22: no frame on the wire affects anybody but its sender', fuzzOptions('wire'), async () => {
  const { code, meetingId, users } = target.bystanders;
  const ids = users.map(({ user }) => user.id);
  const pool = {
    code: [code],
    to: ids,
    id: [meetingId, eve.user.id, ...ids],
    instanceId: ['fuzz-instance-of-eve'],
    token: [eve.accessToken],
  };
  const input = fc.record({ stage, frames: wireInput(pool) });
  const attacker = new Attacker();
  await fuzz('wire', input, (batch) =>
    target.endure(async () => {
      // The first input of a batch decides, because entering a meeting takes long.
      const as = batch[0]?.stage ?? 'anonymous';
      const inputs = batch.map(({ frames }) => frames);
      await attacker.send(inputs, as);
      attacker.close();
    }),
  );
  // Otherwise the inputs would all be refused, or all be harmless.
  expect(attacker.answered).toBeGreaterThan(attacker.closed / 10);
  expect(attacker.closed).toBeGreaterThan(attacker.answered / 100);
  await target.finish();
});
