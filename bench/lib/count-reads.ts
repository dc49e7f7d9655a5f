import mongoose from 'mongoose';

/** What the database returned while something ran. */
export interface Reads {
  documents: number;
  queries: number;
}

const { FindCursor, AggregationCursor } = mongoose.mongo;
let reads: Reads | null = null;

/**
 * Counts the documents that this process reads with cursors. Every query of the history has an index
 * that covers its whole filter, so it examines the documents that it returns; FerretDB's `explain`
 * counts none.
 */
for (const { prototype } of [FindCursor, AggregationCursor]) {
  const toArray = prototype.toArray as (this: unknown) => Promise<unknown[]>;
  prototype.toArray = async function counted(this: unknown) {
    const found = await toArray.call(this);
    if (reads !== null) {
      reads.documents += found.length;
      reads.queries += 1;
    }
    return found;
  } as typeof prototype.toArray;
}

/** Runs something and counts what it reads. */
export async function countReads(run: () => Promise<unknown>): Promise<Reads> {
  const own: Reads = { documents: 0, queries: 0 };
  reads = own;
  try {
    await run();
  } finally {
    reads = null;
  }
  return own;
}
