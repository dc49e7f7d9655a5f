import { JOIN_STEPS, type JoinTiming, type JoinStep } from '@parley/shared/join-timing';
import type { Logger } from '../platform/logger';
import type { Scope } from '../platform/scope';
import { Histogram } from './histogram';

const SUMMARY_EVERY_MS = 3600_000;

/** Connections were made before the click, or not; or one comes back after having been out. */
const KINDS = ['warm', 'cold', 'rejoin'] as const;
type Kind = (typeof KINDS)[number];

export interface JoinTimings {
  /** Notes one join: a line in the log, and a count in the summary. One that failed has no meeting. */
  add(meetingId: string | undefined, measurement: JoinTiming): void;
  /** Writes the medians and 95th percentiles since the last summary, and starts over. */
  summarise(): void;
}

/**
 * How long joins take for those who use the service. Kept in memory for the hour, told to the log
 * and to nobody else: it would tell strangers how busy a server is.
 */
export function createJoinTimings(logger: Logger, scope: Scope): JoinTimings {
  let steps = emptySteps();
  let failures: Partial<Record<NonNullable<JoinTiming['failure']>, number>> = {};

  function summarise(): void {
    for (const kind of KINDS) {
      const { joins } = steps[kind];
      if (joins === 0) continue;
      logger.info({ kind, joins, ...quantiles(steps[kind]) }, 'joins in summary');
    }
    if (Object.keys(failures).length > 0) logger.info(failures, 'failed joins in summary');
    steps = emptySteps();
    failures = {};
  }

  const timer = setInterval(summarise, SUMMARY_EVERY_MS);
  scope.add(() => {
    clearInterval(timer);
    summarise();
  });

  return {
    add(meetingId, measurement) {
      logger.info({ meetingId, ...measurement }, 'join measured');
      const { failure, rejoin, warm } = measurement;
      if (failure !== undefined) {
        failures[failure] = (failures[failure] ?? 0) + 1;
        return;
      }
      const seen = steps[rejoin ? 'rejoin' : warm ? 'warm' : 'cold'];
      seen.joins += 1;
      for (const step of JOIN_STEPS) {
        const elapsed = measurement[step];
        if (elapsed !== undefined) seen.histograms[step].add(elapsed);
      }
    },
    summarise,
  };
}

interface Steps {
  joins: number;
  histograms: Record<JoinStep, Histogram>;
}

function emptySteps(): Record<Kind, Steps> {
  const make = (): Steps => ({
    joins: 0,
    histograms: Object.fromEntries(JOIN_STEPS.map((step) => [step, new Histogram()])) as Record<
      JoinStep,
      Histogram
    >,
  });
  return { warm: make(), cold: make(), rejoin: make() };
}

/** Milliseconds, by step: `{ ack: { p50, p95 }, … }`. */
function quantiles({ histograms }: Steps): Partial<Record<JoinStep, object>> {
  return Object.fromEntries(
    JOIN_STEPS.filter((step) => histograms[step].count > 0).map((step) => [
      step,
      { p50: histograms[step].quantile(0.5), p95: histograms[step].quantile(0.95) },
    ]),
  );
}
