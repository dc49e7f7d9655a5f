import { MAX_EPOCH_STEP } from '@parley/shared/signaling';

/**
 * The newest epoch of each pair of instances in a meeting. Of a pair that is not known yet, as after
 * a restart of the server, any is taken; from then on the next ones follow it.
 */
export class LinkEpochs {
  /** By both instances, each way round. */
  readonly #newest = new Map<string, Map<string, number>>();

  /**
   * Whether a signal of this epoch may go from one to the other: an older one may, since answers and
   * candidates are late after every renewal and their receiver knows what to drop.
   */
  allows(from: string, to: string, epoch: number): boolean {
    const newest = this.#newest.get(from)?.get(to);
    return newest === undefined || epoch <= newest + MAX_EPOCH_STEP;
  }

  /**
   * The same of an offer, which the pair's next epochs follow. Nothing else sets them: a page that
   * makes its first connection to somebody who has come back says so with epoch 0, while the offer
   * that is on its way counts on from where the two were.
   */
  follow(from: string, to: string, epoch: number): boolean {
    if (!this.allows(from, to, epoch)) return false;
    if (epoch > (this.#newest.get(from)?.get(to) ?? -1)) {
      this.#set(from, to, epoch);
      this.#set(to, from, epoch);
    }
    return true;
  }

  /** The instance is gone, and all its connections with it. */
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
