import { type Mark, markEndpoints, type OpenAction } from '@parley/shared/marks';
import type { Endpoint } from '@parley/shared/endpoint';
import type { ApiClient } from '../../lib/api-client';
import { ApiClientError } from '../../lib/api-client-error';

/** An action of Ben in a meeting of the room Team. */
export function actionNamed(text: string, change: Partial<Mark> = {}, isMine = false): OpenAction {
  const id = Array.from(text, (letter) => letter.codePointAt(0)?.toString(16))
    .join('')
    .padEnd(24, '0')
    .slice(0, 24);
  return {
    mark: {
      id,
      meetingId: '7'.repeat(24),
      kind: 'action',
      lineId: '8'.repeat(24),
      at: '2026-04-01T10:00:00.000Z',
      text,
      isReworded: false,
      author: { id: 'b'.repeat(24), displayName: 'Ana' },
      markedAt: '2026-04-01T10:05:00.000Z',
      assignee: { id: 'c'.repeat(24), displayName: 'Ben' },
      ...change,
    },
    meeting: {
      id: '7'.repeat(24),
      title: 'Team',
      roomCode: 'abcd-efgh-jk',
      startedAt: '2026-04-01T09:55:00.000Z',
    },
    isMine,
  };
}

/** A server with these open actions, page by page. */
export class ActionServer {
  readonly actions: OpenAction[];
  /** The limits of the requested pages, in order. */
  readonly limits: number[] = [];
  /** Whether the next change fails. */
  isBroken = false;

  constructor(actions: readonly OpenAction[]) {
    this.actions = [...actions];
  }

  readonly call: ApiClient['call'] = async (endpoint, input) =>
    this.#answer(endpoint, input as RequestInput) as never;

  #answer(endpoint: Endpoint, { query, params, body }: RequestInput): unknown {
    if (endpoint === markEndpoints.listOwnActions || endpoint === markEndpoints.listRoomActions) {
      const limit = Number(query?.limit);
      const start = Number(query?.cursor ?? 0);
      this.limits.push(limit);
      const open = this.actions.filter(({ mark }) => mark.done === undefined);
      const next = start + limit < open.length ? String(start + limit) : null;
      return { actions: open.slice(start, start + limit), nextCursor: next };
    }
    if (endpoint !== markEndpoints.changeMark) return new Promise(() => undefined);
    if (this.isBroken) throw new ApiClientError({ code: 'NETWORK', message: 'x' });
    const index = this.actions.findIndex(({ mark }) => mark.id === params?.['markId']);
    const action = this.actions[index];
    if (action === undefined) throw new ApiClientError({ code: 'NOT_FOUND', message: 'x' });
    const { done: _, ...open } = action.mark;
    const done = { at: new Date().toISOString(), by: 'Me' };
    const mark = body?.isDone ? { ...open, done } : open;
    this.actions[index] = { ...action, mark };
    return { mark };
  }
}

interface RequestInput {
  query?: { cursor?: string; limit?: number };
  params?: Record<string, string>;
  body?: { isDone?: boolean };
}
