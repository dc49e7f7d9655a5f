import { randomUUID } from 'node:crypto';
import { makeRoom } from '../rest';
import type { TestApp, TestSocket, TestUser } from '../test-app';

/** Two users who chat while somebody attacks the server. They must not notice it. */
export class Bystanders {
  #sent = 0;

  private constructor(
    readonly code: string,
    readonly meetingId: string,
    readonly users: readonly [TestUser, TestUser],
    private readonly sockets: readonly [TestSocket, TestSocket],
  ) {}

  static async meet(parley: TestApp): Promise<Bystanders> {
    const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
    const code = await makeRoom(parley, ana);
    const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
    const { meeting } = await a.join(code);
    await b.join(code);
    return new Bystanders(code, meeting.id, [ana, ben], [a, b]);
  }

  /** Each of them writes a message, and the other one gets it. @throws {Error} if one does not arrive */
  async chat(): Promise<void> {
    const [a, b] = this.sockets;
    await say(a, b);
    await say(b, a);
    this.#sent += 2;
    // Messages of the attacker and other events would fill the memory of the test.
    for (const { events } of this.sockets) events.length = 0;
  }

  get sent(): number {
    return this.#sent;
  }
}

const PATIENCE_MS = 20_000;

async function say(from: TestSocket, to: TestSocket): Promise<void> {
  const text = `still here ${randomUUID()}`;
  await from.ask('chat:send', { clientId: randomUUID(), text });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('a message was lost')), PATIENCE_MS);
  });
  await Promise.race([to.next('chat:sent', ({ message }) => message.text === text), late]);
  clearTimeout(timer);
}
