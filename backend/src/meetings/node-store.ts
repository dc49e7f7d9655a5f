import { randomBytes } from 'node:crypto';
import type { NodeModel, NodeDocument } from './meeting.model';

export type NodeStore = ReturnType<typeof createNodeStore>;

/** The queries of node leases: one document for each server process. */
export function createNodeStore(nodes: NodeModel) {
  return {
    newId: (): string => randomBytes(16).toString('hex'),

    /** Registers a new process as alive. */
    async register(id: string, at: Date, leaseMs: number): Promise<void> {
      const until = new Date(at.getTime() + leaseMs);
      await nodes.create({ _id: id, renewedAt: at, until, state: 'alive' });
    },

    /** @returns false if another node has declared this one dead */
    async renew(id: string, at: Date, leaseMs: number): Promise<boolean> {
      const until = new Date(at.getTime() + leaseMs);
      const { matchedCount } = await nodes.updateOne(
        { _id: id, state: 'alive' },
        { $set: { renewedAt: at, until } },
      );
      return matchedCount > 0;
    },

    /** The process ends in order; it was alive until `at`. */
    async stop(id: string, at: Date, leaseMs: number): Promise<void> {
      const until = new Date(at.getTime() + leaseMs);
      await nodes.updateOne(
        { _id: id, state: 'alive' },
        { $set: { renewedAt: at, until, state: 'stopped' } },
      );
    },

    read: (id: string): Promise<NodeDocument | null> => nodes.findById(id).lean(),

    all: (): Promise<NodeDocument[]> => nodes.find().lean(),

    /**
     * Keeps a node from renewing a lease that has ended.
     * @param endedBefore its lease ended before that
     * @returns false if the node has renewed it since
     */
    async declareDead(id: string, endedBefore: Date): Promise<boolean> {
      const { matchedCount } = await nodes.updateOne(
        { _id: id, until: { $lt: endedBefore } },
        { $set: { state: 'dead' } },
      );
      return matchedCount > 0;
    },

    /** Forgets a dead node that runs no meeting any more. */
    remove: async (id: string): Promise<void> =>
      void (await nodes.deleteOne({ _id: id, state: 'dead' })),
  };
}
