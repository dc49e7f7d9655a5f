/** Requests at the same time, to different webhooks. */
const MAX_IN_FLIGHT = 20;

export interface WorkerOptions<T> {
  /** The next job, or null if there is none now. */
  readonly claim: () => Promise<T | null>;
  readonly work: (job: T) => Promise<void>;
  readonly isStopped: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** Does a bounded number of jobs at the same time. A job that ends makes room for the next one. */
export function createWorkers<T>({ claim, work, isStopped, onError }: WorkerOptions<T>) {
  const inFlight = new Set<Promise<void>>();
  let filling: Promise<void> | undefined;
  let mustFillAgain = false;

  async function claimSome(): Promise<void> {
    while (inFlight.size < MAX_IN_FLIGHT && !isStopped()) {
      const claimed = await claim();
      if (claimed === null) return;
      const job: Promise<void> = work(claimed)
        .catch(onError)
        .finally(() => {
          inFlight.delete(job);
          void fill();
        });
      inFlight.add(job);
    }
  }

  async function fillOnce(): Promise<void> {
    do {
      mustFillAgain = false;
      await claimSome();
    } while (mustFillAgain);
  }

  /** Claims jobs until there is none or enough are under way. Never rejects. */
  function fill(): Promise<void> {
    mustFillAgain = true;
    filling ??= fillOnce()
      .catch(onError)
      .finally(() => (filling = undefined));
    return filling;
  }

  return {
    fill,

    /** Resolves when no job is under way. */
    async idle(): Promise<void> {
      for (;;) {
        if (filling === undefined && inFlight.size === 0) return;
        await Promise.allSettled([filling, ...inFlight]);
      }
    },
  };
}
