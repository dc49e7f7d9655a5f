import { ERROR_CODES, type ErrorCode } from '@parley/shared/errors';
import type { IceReport } from '@parley/shared/ice';
import { JOIN_STEPS, type JoinTiming } from '@parley/shared/join-timing';
import { abortReasonSchema, type AbortReason, type Route } from '@parley/shared/media-route';
import type { CommandName } from '@parley/shared/socket-events';
import { attemptErrorSchema, type AttemptError } from '@parley/shared/webhooks';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is read when somebody asks for the metrics. */
export interface MetricSources {
  sockets(): number;
  meetings(): Iterable<{ route: Route; connected: number; reconnecting: number }>;
  /** Undefined without an SFU, null before its first answer. */
  isSfuThere(): boolean | null | undefined;
  /** Deliveries of webhooks that wait, counted now and then. */
  waitingDeliveries(): number;
}

/** A move of a meeting that has ended; without `reason` it succeeded. */
export interface EndedMove {
  readonly to: Route;
  readonly reason?: AbortReason;
  readonly seconds: number;
}

/** Where an error was answered. */
type Surface = 'rest' | 'socket' | 'handshake';

const ROUTES = ['mesh', 'sfu'] as const satisfies readonly Route[];

/** Seconds. From an answer out of memory up to the time at which clients give up. */
const ANSWER_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const JOIN_BUCKETS = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 15];
const MOVE_BUCKETS = [0.25, 0.5, 1, 2, 3, 4, 6, 8, 10, 20, 30];

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Creates the metrics of one server for Prometheus. Labels have values from closed lists only: no
 * ids, names, addresses or anything else that clients choose.
 * @param isServed whether somebody can read them; the metrics of Node.js cost time otherwise
 */
export function createMetrics(isServed = false) {
  const registry = new Registry();
  if (isServed) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const sources: MetricSources[] = [];
  createGauges(registry, sources);

  const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    buckets: number[],
  ): Histogram<L> => new Histogram({ name, help, labelNames, buckets, registers });

  const acks = histogram(
    'parley_ack_seconds',
    'Time from the arrival of a command to its ack. Relayed signals are not counted.',
    ['command', 'outcome'],
    ANSWER_BUCKETS,
  );
  const errors = counter(
    'parley_errors_total',
    'Errors that clients got, by the code of the error.',
    ['surface', 'code'],
  );
  const refusals = counter(
    'parley_refusals_total',
    'Requests, commands and connections that a limit refused.',
    ['limit'],
  );
  const database = histogram(
    'parley_database_seconds',
    'Time of an operation on the database, waiting for a connection included.',
    ['operation', 'outcome'],
    ANSWER_BUCKETS,
  );
  const joins = counter(
    'parley_joins_total',
    'Joins as clients report them: ok, or the code of the failure.',
    ['outcome', 'kind'],
  );
  const joinSteps = histogram(
    'parley_join_step_seconds',
    'Time from the click on "Join now" to a step of the join, as clients report it.',
    ['step', 'kind'],
    JOIN_BUCKETS,
  );
  const connections = counter(
    'parley_ice_connections_total',
    'Initial connects in the mesh as both ends report them: direct, or over a relay.',
    ['path'],
  );
  const iceFailures = counter(
    'parley_ice_failures_total',
    'Initial connects that timed out and connections that were lost, as clients report them.',
    ['kind'],
  );
  const moves = counter(
    'parley_moves_total',
    'Moves of meetings to the mesh or the SFU. The reason is none for a move that is done.',
    ['to', 'result', 'reason'],
  );
  const moveSeconds = histogram(
    'parley_move_seconds',
    'Duration of the moves that are done.',
    ['to'],
    MOVE_BUCKETS,
  );

  const webhooks = createWebhookCounters(registers);
  // A counter that appears with its first event has no rate for that event.
  for (const code of ERROR_CODES) {
    errors.inc({ surface: 'rest', code }, 0);
    errors.inc({ surface: 'socket', code }, 0);
  }
  for (const path of ['direct', 'relay']) connections.inc({ path }, 0);
  for (const kind of ['timed_out', 'lost']) iceFailures.inc({ kind }, 0);
  for (const to of ROUTES) {
    moves.inc({ to, result: 'done', reason: 'none' }, 0);
    for (const reason of abortReasonSchema.options) moves.inc({ to, result: 'aborted', reason }, 0);
  }

  return {
    registry,
    /** Sets what the gauges show. Without it they show nothing. */
    readFrom: (source: MetricSources) => void sources.splice(0, 1, source),
    acked(command: CommandName, outcome: 'ok' | 'refused' | 'failed', seconds: number) {
      acks.observe({ command, outcome }, seconds);
    },
    answeredError: (surface: Surface, code: ErrorCode) => errors.inc({ surface, code }),
    refused: (limit: string) => refusals.inc({ limit }),
    /** @param operation a method of the driver, such as `findOne` */
    databaseUsed(operation: string, isOk: boolean, seconds: number) {
      database.observe({ operation, outcome: isOk ? 'ok' : 'failed' }, seconds);
    },
    joinReported(timing: JoinTiming) {
      const kind = timing.rejoin === true ? 'rejoin' : timing.warm ? 'warm' : 'cold';
      joins.inc({ outcome: timing.failure ?? 'ok', kind });
      for (const step of JOIN_STEPS) {
        const elapsed = timing[step];
        if (elapsed !== undefined) joinSteps.observe({ step, kind }, elapsed / 1_000);
      }
    },
    iceReported({ direct, relay, timedOut, lost }: IceReport) {
      connections.inc({ path: 'direct' }, direct);
      connections.inc({ path: 'relay' }, relay);
      iceFailures.inc({ kind: 'timed_out' }, timedOut);
      iceFailures.inc({ kind: 'lost' }, lost);
    },
    ...webhooks,
    moveEnded({ to, reason, seconds }: EndedMove) {
      moves.inc({ to, result: reason ? 'aborted' : 'done', reason: reason ?? 'none' });
      if (reason === undefined) moveSeconds.observe({ to }, seconds);
    },
  };
}

function createWebhookCounters(registers: Registry[]) {
  const attempts = new Counter({
    name: 'parley_webhook_attempts_total',
    help: 'Requests to receivers of webhooks, by the word for their outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const deliveries = new Counter({
    name: 'parley_webhook_deliveries_total',
    help: 'Deliveries that have ended: delivered, or failed after the last attempt.',
    labelNames: ['result'],
    registers,
  });
  // A counter that appears with its first event has no rate for that event.
  for (const outcome of ['ok', ...attemptErrorSchema.options]) attempts.inc({ outcome }, 0);
  for (const result of ['delivered', 'failed']) deliveries.inc({ result }, 0);
  return {
    webhookAttempted: (outcome: AttemptError | 'ok') => attempts.inc({ outcome }),
    webhookDeliveryEnded: (result: 'delivered' | 'failed') => deliveries.inc({ result }),
  };
}

/** They read their values when they are asked, so no code has to keep them up to date. */
function createGauges(registry: Registry, sources: readonly MetricSources[]): void {
  const registers = [registry];
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    read: (gauge: Gauge<L>, source: MetricSources) => void,
  ): Gauge<L> =>
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        const [source] = sources;
        if (source !== undefined) read(this, source);
      },
    });
  gauge('parley_sockets', 'Open sockets.', [], (sockets, source) => sockets.set(source.sockets()));
  gauge(
    'parley_webhook_waiting',
    'Deliveries of webhooks that wait, in the whole database, up to 10,000.',
    [],
    (waiting, source) => waiting.set(source.waitingDeliveries()),
  );
  gauge('parley_sfu_configured', '1 if meetings may move to an SFU.', [], (is, source) =>
    is.set(Number(source.isSfuThere() !== undefined)),
  );
  gauge('parley_sfu_up', '1 if the SFU answers.', [], (is, source) =>
    is.set(Number(source.isSfuThere() === true)),
  );
  const meetingsHelp = 'Running meetings, by how their media travel.';
  gauge('parley_meetings', meetingsHelp, ['route'], (meetings, source) => {
    for (const route of ROUTES) meetings.set({ route }, 0);
    for (const { route } of source.meetings()) meetings.inc({ route });
  });
  const participantsHelp = 'Participants with a seat, by how the media of their meeting travel.';
  gauge('parley_participants', participantsHelp, ['route', 'connection'], (people, source) => {
    for (const route of ROUTES) {
      people.set({ route, connection: 'connected' }, 0);
      people.set({ route, connection: 'reconnecting' }, 0);
    }
    for (const { route, connected, reconnecting } of source.meetings()) {
      people.inc({ route, connection: 'connected' }, connected);
      people.inc({ route, connection: 'reconnecting' }, reconnecting);
    }
  });
}
