import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { JOIN_STEPS, type JoinStep, type JoinTiming } from '@parley/shared/join-timing';
import type { Logger } from '../platform/logger';
import type { Metrics } from '../platform/metrics';
import type { Scope } from '../platform/scope';

const SUMMARY_EVERY_MS = 3600_000;
/** The contract allows no longer times. */
const LONGEST_MS = 600_000;

/** The client had preconnected, or had not; or the user pressed "Rejoin". */
const KINDS = ['warm', 'cold', 'rejoin'] as const;
type Kind = (typeof KINDS)[number];

export interface JoinTimingService {
  /** Logs one join and counts it for the summary. A failed join has no meeting. */
  add(meetingId: string | undefined, timing: JoinTiming): void;
  /** Logs medians and 95th percentiles since the last summary, and starts over. */
  summarise(): void;
}

/**
 * Creates the service that logs how long joins take, each one and hourly in summary, and counts them
 * for the metrics. No client sees these figures: they would tell strangers how busy a server is.
 */
export function createJoinTimingService(
  logger: Logger,
  scope: Scope,
  metrics: Pick<Metrics, 'joinReported'>,
): JoinTimingService {
  let steps = emptySteps();
  let failures: Partial<Record<NonNullable<JoinTiming['failure']>, number>> = {};

  function summarise(): void {
    for (const kind of KINDS) {
      const { joins } = steps[kind];
      if (joins === 0) continue;
      logger.info({ kind, joins, ...percentiles(steps[kind]) }, 'joins in summary');
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
    add(meetingId, timing) {
      logger.info({ meetingId, ...timing }, 'join measured');
      metrics.joinReported(timing);
      const { failure, rejoin, warm } = timing;
      if (failure !== undefined) {
        failures[failure] = (failures[failure] ?? 0) + 1;
        return;
      }
      const seen = steps[rejoin ? 'rejoin' : warm ? 'warm' : 'cold'];
      seen.joins += 1;
      for (const step of JOIN_STEPS) {
        const elapsed = timing[step];
        // Histograms of Node take whole numbers from 1.
        if (elapsed !== undefined) seen.histograms[step].record(Math.max(1, Math.round(elapsed)));
      }
    },
    summarise,
  };
}

interface Steps {
  joins: number;
  histograms: Record<JoinStep, RecordableHistogram>;
}

function emptySteps(): Record<Kind, Steps> {
  const histogram = () => createHistogram({ lowest: 1, highest: LONGEST_MS, figures: 2 });
  const make = (): Steps => ({
    joins: 0,
    histograms: Object.fromEntries(JOIN_STEPS.map((step) => [step, histogram()])) as Record<
      JoinStep,
      RecordableHistogram
    >,
  });
  return { warm: make(), cold: make(), rejoin: make() };
}

/** Milliseconds by step: `{ ack: { p50, p95 }, … }`. */
function percentiles({ histograms }: Steps): Partial<Record<JoinStep, object>> {
  return Object.fromEntries(
    JOIN_STEPS.filter((step) => histograms[step].count > 0).map((step) => [
      step,
      { p50: histograms[step].percentile(50), p95: histograms[step].percentile(95) },
    ]),
  );
}
