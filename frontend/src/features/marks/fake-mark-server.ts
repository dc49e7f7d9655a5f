import type { Message } from '@parley/shared/chat';
import type { Endpoint } from '@parley/shared/endpoint';
import { type Mark, markEndpoints, type MarkKind } from '@parley/shared/marks';
import type { JoinAck } from '@parley/shared/meetings';
import type { EventName, EventPayload } from '@parley/shared/socket-events';
import type { ChannelState, SignalingChannel } from '../../call/signaling-channel';
import { createValue } from '../../core/value';
import type { ApiClient } from '../../lib/api-client';
import { ApiClientError, type ClientErrorCode } from '../../lib/api-client-error';
import { MarkLog } from './mark-log';

export const ME = { id: 'a'.repeat(24), displayName: 'Me' };
export const ANA = { id: 'b'.repeat(24), displayName: 'Ana' };
const MEETING = '1'.repeat(24);

/** A line that its sender wrote at 10:00. */
export const lineOf = (seq: number, text: string, sender = ANA): Message => ({
  id: String(seq).padStart(24, '0'),
  seq,
  clientId: `client-${seq}`.padEnd(16, '-'),
  sender,
  text,
  sentAt: '2026-05-01T10:00:00.000Z',
});

type Listener = (payload: never) => void;

/** The marks of a server behind a REST client and a signaling channel that can fail. */
export class MarkServer implements SignalingChannel {
  marks: Mark[] = [];
  /** The names of the requested endpoints, in order. */
  readonly requested: string[] = [];
  /** Bodies of the requests that add a mark. */
  readonly bodies: unknown[] = [];
  /** Failures of the next requests, in order. */
  readonly trouble: ClientErrorCode[] = [];
  /** A request waits until this resolves. */
  hold: Promise<void> | null = null;
  readonly state = createValue<ChannelState>('connected');
  readonly reconnect = (): void => {};
  readonly #listeners = new Map<EventName, Listener>();
  #ids = 0;

  readonly request: SignalingChannel['request'] = () => Promise.reject(new Error('not a command'));

  readonly on: SignalingChannel['on'] = (event, listener) => {
    this.#listeners.set(event, listener);
    return () => this.#listeners.delete(event);
  };

  emit<E extends EventName>(event: E, payload: EventPayload<E>): void {
    this.#listeners.get(event)?.(payload as never);
  }

  /** The mark of a line in the database; the first one of each kind stays. */
  store(author: Mark['author'], lineId: string, kind: MarkKind, more: Partial<Mark> = {}): Mark {
    const known = this.marks.find((mark) => mark.lineId === lineId && mark.kind === kind);
    if (known !== undefined) return known;
    this.#ids += 1;
    const mark: Mark = {
      id: `e${String(this.#ids).padStart(23, '0')}`,
      meetingId: MEETING,
      kind,
      lineId,
      at: '2026-05-01T10:00:00.000Z',
      text: 'text of the line',
      isReworded: false,
      author,
      markedAt: '2026-05-01T10:05:00.000Z',
      ...more,
    };
    this.marks.push(mark);
    return mark;
  }

  readonly api: ApiClient = {
    call: async (endpoint, input) => (await this.#answer(endpoint, input)) as never,
  };

  ack(lines: readonly Message[], meetingId = MEETING): JoinAck {
    const self = ME as JoinAck['self'];
    const meeting = { id: meetingId } as JoinAck['meeting'];
    return { meeting, self, participants: [], iceServers: [], messages: [...lines] };
  }

  async #answer(endpoint: Endpoint, input: unknown): Promise<unknown> {
    const { params, body } = input as { params: Record<string, string>; body?: AddBody };
    const name = Object.entries(markEndpoints).find(([, one]) => one === endpoint)?.[0] ?? '';
    this.requested.push(name);
    // What the server has when the request arrives.
    const marks = [...this.marks];
    await this.hold;
    const code = this.trouble.shift();
    if (code !== undefined) throw new ApiClientError({ code, message: code });
    if (name === 'listMarks') return { marks };
    if (name === 'addMark' && body !== undefined) {
      this.bodies.push(body);
      const { lineId, kind, text, dueOn } = body;
      const more = { ...(text !== undefined && { text }), ...(dueOn !== undefined && { dueOn }) };
      return { mark: this.store(ME, lineId, kind, more) };
    }
    this.marks = this.marks.filter(({ id }) => id !== params['markId']);
    return undefined;
  }
}

interface AddBody {
  lineId: string;
  kind: MarkKind;
  text?: string;
  dueOn?: string;
}

const logs: MarkLog[] = [];

/** Disposes all mark logs of a test; for `afterEach`. */
export function disposeMarkLogs(): void {
  for (const log of logs.splice(0)) log.dispose();
}

export function createMarkLog(server: MarkServer): MarkLog {
  const log = new MarkLog({ channel: server, api: server.api, retryDelay: () => 1 });
  logs.push(log);
  return log;
}

/** The marks that a line shows, such as `decision by Ana`. */
export const shownMarks = (log: MarkLog, lineId: string): string[] =>
  (log.byLine.get().get(lineId) ?? []).map(
    ({ kind, author, isPending }) =>
      `${kind} by ${author.displayName}${isPending ? ' (pending)' : ''}`,
  );
