/** How long a sum over all records of an owner counts, in milliseconds. */
const FRESH_MS = 30_000;
/** How many owners are remembered. */
const MAX_OWNERS = 10_000;

/** What an owner's records use, and may use, in bytes. */
export interface OwnerSpace {
  readonly used: number;
  readonly limit: number;
}

export interface OwnerStorageOptions {
  /** The records of ended meetings, from the database. */
  readonly sumEnded: (ownerId: string) => Promise<number>;
  /** What the meetings that run here have stored so far. */
  readonly sumRunning: (ownerId: string) => number;
  readonly limitBytes: number;
  readonly onError: (error: unknown) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type OwnerStorage = ReturnType<typeof createOwnerStorage>;

/**
 * Creates the account of how much the records of each owner use. The sum is read at most twice a
 * minute; what people write in the meantime is counted in memory.
 */
export function createOwnerStorage(options: OwnerStorageOptions) {
  const { sumEnded, sumRunning, limitBytes, now } = options;
  const known = new Map<string, { bytes: number; at: number }>();
  const reading = new Map<string, Promise<number>>();

  /** Requests for one owner share one query. */
  function read(ownerId: string): Promise<number> {
    const running = reading.get(ownerId);
    if (running !== undefined) return running;
    const result = sumEnded(ownerId)
      .then((bytes) => {
        if (known.size >= MAX_OWNERS) known.clear();
        known.set(ownerId, { bytes, at: now() });
        return bytes;
      })
      .finally(() => reading.delete(ownerId));
    reading.set(ownerId, result);
    return result;
  }

  const spaceFor = (ownerId: string, ended: number): OwnerSpace => ({
    used: ended + sumRunning(ownerId),
    limit: limitBytes,
  });

  return {
    /** Reads the space of an owner anew. */
    measure: async (ownerId: string): Promise<OwnerSpace> => spaceFor(ownerId, await read(ownerId)),

    /**
     * The space of an owner as far as it is known, for people who write: undefined while the database
     * does not answer, because a sum that is missing must not keep anybody from writing.
     */
    async known(ownerId: string): Promise<OwnerSpace | undefined> {
      const entry = known.get(ownerId);
      if (entry !== undefined && now() - entry.at < FRESH_MS) return spaceFor(ownerId, entry.bytes);
      try {
        return spaceFor(ownerId, await read(ownerId));
      } catch (error) {
        options.onError(error);
        return entry && spaceFor(ownerId, entry.bytes);
      }
    },

    /** The records of an owner have become fewer. */
    forget: (ownerId: string): void => void known.delete(ownerId),
  };
}
