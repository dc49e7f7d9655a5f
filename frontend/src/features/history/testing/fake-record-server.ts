import type { Endpoint } from '@parley/shared/endpoint';
import type { MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';
import type { Mark } from '@parley/shared/marks';
import { ApiClientError } from '../../../lib/api-client-error';
import type { ApiClient } from '../../../lib/api-client';
import { exampleId, minute } from './example-record';

interface Input {
  params: { id: string; markId: string; lineId: string };
  query?: { cursor?: string };
  body: {
    kind: Mark['kind'];
    lineId: string;
    text?: string | null;
    title?: string | null;
    assigneeId?: string | null;
    dueOn?: string | null;
    isDone?: boolean;
  };
}

const PAGE = 100;

/** Answers the requests of the record page from memory, as the server does. */
export class FakeRecordServer {
  /** What was asked: `PATCH /meetings/:id/note`. */
  readonly requests: string[] = [];
  /** The endpoints that fail until further notice, by the same names. */
  readonly broken = new Set<string>();
  note: string | null = null;

  constructor(
    public meeting: MeetingRecord,
    public lines: Line[] = [],
  ) {}

  readonly call = (async (endpoint: Endpoint, input: Input) => {
    const name = `${endpoint.method} ${endpoint.path}`;
    this.requests.push(name);
    if (this.broken.has(name)) {
      throw new ApiClientError({ code: 'NOT_ALLOWED', message: 'broken', status: 403 });
    }
    return this.#answer(name, input);
  }) as unknown as ApiClient['call'];

  /** The requests that change something. */
  get changes(): string[] {
    return this.requests.filter((request) => !request.startsWith('GET'));
  }

  #answer(name: string, { params, query, body }: Input): unknown {
    switch (name) {
      case 'GET /meetings/:id':
        return { meeting: this.meeting };
      case 'GET /meetings/:id/lines': {
        const from = Number(query?.cursor ?? 0);
        const to = from + PAGE;
        const hasMore = to < this.lines.length;
        return { lines: this.lines.slice(from, to), nextCursor: hasMore ? String(to) : null };
      }
      case 'POST /meetings/:id/marks':
        return { mark: this.#mark(body) };
      case 'PATCH /meetings/:id/marks/:markId':
        return { mark: this.#changeMark(params.markId, body) };
      case 'DELETE /meetings/:id/marks/:markId':
        this.#setMarks((marks) => marks.filter(({ id }) => id !== params.markId));
        return undefined;
      case 'DELETE /meetings/:id/lines/:lineId':
        return { line: this.#retract(params.lineId) };
      case 'DELETE /meetings/:id':
        return undefined;
      case 'PATCH /meetings/:id': {
        const { title: _old, ...meeting } = this.meeting;
        this.meeting = { ...meeting, ...(body.title != null && { title: body.title }) };
        return { meeting: this.meeting };
      }
      case 'PATCH /meetings/:id/note':
        this.note = body.text ?? null;
        return { note: this.note };
      default:
        throw new Error(`unexpected request: ${name}`);
    }
  }

  #setMarks(change: (marks: Mark[]) => Mark[]): void {
    this.meeting = { ...this.meeting, marks: change(this.meeting.marks) };
  }

  #mark({ kind, lineId, text, assigneeId, dueOn }: Input['body']): Mark {
    const { marks, attendances } = this.meeting;
    const known = marks.find((mark) => mark.lineId === lineId && mark.kind === kind);
    if (known !== undefined) return known;
    const line = this.lines.find(({ id }) => id === lineId);
    const assignee = attendances.find(({ id }) => id === assigneeId);
    const mark: Mark = {
      id: exampleId('c', marks.length + 1),
      meetingId: this.meeting.id,
      kind,
      lineId,
      at: line?.at ?? minute(0),
      text: text ?? line?.text ?? '',
      isReworded: text != null,
      author: { id: exampleId('a', 1), displayName: 'Ana' },
      markedAt: minute(70),
      ...(assignee && { assignee: { id: assignee.id, displayName: assignee.displayName } }),
      ...(dueOn != null && { dueOn }),
    };
    this.#setMarks((all) => [...all, mark]);
    return mark;
  }

  #changeMark(id: string, { isDone, text, dueOn, assigneeId }: Input['body']): Mark | undefined {
    this.#setMarks((marks) =>
      marks.map((mark) => {
        if (mark.id !== id) return mark;
        const { done, dueOn: dueBefore, assignee: before, ...rest } = mark;
        const person = this.meeting.attendances.find((one) => one.id === assigneeId);
        const assignee =
          assigneeId === undefined
            ? before
            : person && { id: person.id, displayName: person.displayName };
        const due = dueOn === undefined ? dueBefore : dueOn;
        const isNowDone = isDone ?? done !== undefined;
        return {
          ...rest,
          ...(text != null && { text, isReworded: true }),
          ...(assignee && { assignee }),
          ...(due != null && { dueOn: due }),
          ...(isNowDone && { done: done ?? { at: minute(80), by: 'Me' } }),
        };
      }),
    );
    return this.meeting.marks.find((mark) => mark.id === id);
  }

  #retract(lineId: string): Line | undefined {
    this.lines = this.lines.map((line) =>
      line.id === lineId ? { ...line, text: '', retractedAt: minute(75) } : line,
    );
    return this.lines.find(({ id }) => id === lineId);
  }
}
