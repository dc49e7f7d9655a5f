import { AppError } from './errors';

/** The client for which a task runs: its address, and the account that it names. */
export interface Requester {
  readonly address: string;
  readonly account: string;
}

type Party = keyof Requester;

interface Ticket extends Requester {
  start(): void;
  refuse(): void;
}

const MAX_WAITING = 200;
const MAX_WAITING_OF: Readonly<Record<Party, number>> = { address: 50, account: 20 };
/** For how many addresses and accounts the queue remembers its last service. */
const MEMORY = 10_000;

/**
 * Runs expensive tasks, `parallel` at a time. A free place goes to the address that was served
 * longest ago, and within an address to the account that was served longest ago. So no client waits
 * for the backlog of another one. When the queue is full, the longest backlog loses its newest task,
 * so an address without a task in the queue still gets in. If there is a single place, and an address
 * with a backlog has it, the queue opens one more place for other addresses.
 */
export class FairQueue {
  readonly #parallel: number;
  readonly #maxRunningOf: Readonly<Record<Party, number>>;
  /** In the order of arrival. */
  #waiting: Ticket[] = [];
  readonly #running: Requester[] = [];
  readonly #served = { address: new Recency(), account: new Recency() };

  constructor(parallel: number) {
    this.#parallel = parallel;
    // Half of the places stay free for others, however many tasks one address has.
    this.#maxRunningOf = { address: Math.min(3, Math.ceil(parallel / 2)), account: 2 };
  }

  /** Runs a task. @throws {AppError} BUSY if too many wait, or later to make place for others */
  async run<T>(by: Requester, task: () => Promise<T>): Promise<T> {
    await this.#enter(by);
    try {
      return await task();
    } finally {
      this.#running.splice(this.#running.indexOf(by), 1);
      this.#startWaiting();
    }
  }

  #enter(by: Requester): Promise<void> {
    if (this.#mayRun(by)) {
      this.#begin(by);
      return Promise.resolve();
    }
    this.#makePlace(by);
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        ...by,
        start: () => {
          this.#begin(by);
          resolve();
        },
        refuse: () => reject(busy()),
      });
      // The beginning of a backlog may open the additional place for tasks that wait already.
      this.#startWaiting();
    });
  }

  #makePlace(by: Requester): void {
    if (this.#waitingOf('account', by) >= MAX_WAITING_OF.account) throw busy();
    if (this.#waitingOf('address', by) >= MAX_WAITING_OF.address) {
      const own = this.#waiting.filter(({ address }) => address === by.address);
      this.#pushOut(own, 'account', by);
    } else if (this.#waiting.length >= MAX_WAITING) {
      this.#pushOut(this.#waiting, 'address', by);
    }
  }

  /** Refuses the newest task of the party with the most tasks, unless `by` would have as many. */
  #pushOut(tickets: readonly Ticket[], party: Party, by: Requester): void {
    const counts = new Map<string, number>();
    for (const ticket of tickets) {
      counts.set(ticket[party], (counts.get(ticket[party]) ?? 0) + 1);
    }
    const most = Math.max(...counts.values());
    if (most <= (counts.get(by[party]) ?? 0) + 1) throw busy();
    const victim = tickets.findLast((ticket) => counts.get(ticket[party]) === most);
    this.#waiting = this.#waiting.filter((ticket) => ticket !== victim);
    victim?.refuse();
  }

  #begin(by: Requester): void {
    this.#running.push(by);
    for (const party of ['address', 'account'] as const) this.#served[party].note(by[party]);
  }

  #startWaiting(): void {
    for (;;) {
      const next = this.#next();
      if (next === undefined) return;
      this.#waiting = this.#waiting.filter((ticket) => ticket !== next);
      next.start();
    }
  }

  #next(): Ticket | undefined {
    const { address, account } = this.#served;
    return this.#waiting
      .filter((ticket) => this.#mayRun(ticket))
      .reduce<Ticket | undefined>((first, ticket) => {
        if (first === undefined) return ticket;
        const order =
          address.of(ticket.address) - address.of(first.address) ||
          account.of(ticket.account) - account.of(first.account);
        return order < 0 ? ticket : first;
      }, undefined);
  }

  #mayRun(by: Requester): boolean {
    const running = (party: Party) =>
      this.#running.filter((other) => other[party] === by[party]).length;
    return (
      this.#running.length < this.#parallel + (this.#hasReserve(by) ? 1 : 0) &&
      running('address') < this.#maxRunningOf.address &&
      running('account') < this.#maxRunningOf.account
    );
  }

  #hasReserve(by: Requester): boolean {
    const [first, second] = this.#running;
    if (this.#parallel > 1 || first === undefined || second !== undefined) return false;
    return first.address !== by.address && this.#waitingOf('address', first) > 0;
  }

  #waitingOf(party: Party, by: Requester): number {
    return this.#waiting.filter((ticket) => ticket[party] === by[party]).length;
  }
}

const busy = () => new AppError('BUSY', { retryAfter: 5 });

/** The order in which keys were noted last; a forgotten key counts as the oldest. */
class Recency {
  readonly #turns = new Map<string, number>();
  #turn = 0;

  of(key: string): number {
    return this.#turns.get(key) ?? 0;
  }

  note(key: string): void {
    this.#turns.delete(key);
    this.#turns.set(key, (this.#turn += 1));
    if (this.#turns.size <= MEMORY) return;
    const [oldest] = this.#turns.keys();
    if (oldest !== undefined) this.#turns.delete(oldest);
  }
}
