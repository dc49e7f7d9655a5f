import { MAX_EPOCH_STEP } from '@parley/shared/signaling';

/**
 * The newest link epoch of each pair of instances in a meeting. The first epoch of an unknown pair
 * may be any, as after a restart of the server; the next ones have to follow it.
 */
export class LinkEpochs {
  /** Link epochs by the ids of both instances, in both orders. */
  readonly #newest = new Map<string, Map<string, number>>();

  /**
   * Whether a signal of this link epoch may pass. An older one may: answers and candidates are late
   * after every new peer connection, and their receiver knows what to drop.
   */
  allows(from: string, to: string, epoch: number): boolean {
    const newest = this.#newest.get(from)?.get(to);
    return newest === undefined || epoch <= newest + MAX_EPOCH_STEP;
  }

  /**
   * The same for an offer, which the pair's next epochs follow. Only offers raise the epoch: an
   * instance that makes its first connection to a returning participant sends signals of epoch 0,
   * while the offer that is on its way counts on from the pair's earlier connections.
   */
  follow(from: string, to: string, epoch: number): boolean {
    if (!this.allows(from, to, epoch)) return false;
    if (epoch > (this.#newest.get(from)?.get(to) ?? -1)) {
      this.#set(from, to, epoch);
      this.#set(to, from, epoch);
    }
    return true;
  }

  /** Forgets an instance that has left or was replaced. */
  forget(instanceId: string): void {
    for (const other of this.#newest.get(instanceId)?.keys() ?? []) {
      this.#newest.get(other)?.delete(instanceId);
    }
    this.#newest.delete(instanceId);
  }

  #set(one: string, other: string, epoch: number): void {
    const known = this.#newest.get(one) ?? new Map<string, number>();
    this.#newest.set(one, known.set(other, epoch));
  }
}
