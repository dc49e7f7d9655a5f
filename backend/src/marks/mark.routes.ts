import { markEndpoints } from '@parley/shared/marks';
import type { Identity, MountEndpoint } from '../platform/http';
import type { Limiter } from '../platform/rate-limit';
import type { ActionService } from './action.service';
import type { MarkReader, MarkService } from './mark.service';

export interface MarkRoutes {
  readonly marks: MarkService;
  readonly actions: ActionService;
  /** Throws if a user may not read the meeting. */
  readonly readerOf: (identity: Identity, meetingId: string) => Promise<MarkReader>;
  /** Throws if the user does not find the room. */
  readonly roomIdOf: (userId: string, code: string) => Promise<string>;
  /** Changes by user. */
  readonly changeLimit: Limiter;
}

/** Mounts the marks of meetings and the lists of open actions. */
export function mountMarkRoutes(
  mount: MountEndpoint,
  { marks, actions, readerOf, roomIdOf, changeLimit }: MarkRoutes,
): void {
  const changer = (identity: Identity, meetingId: string) => {
    changeLimit.consume(identity.userId);
    return readerOf(identity, meetingId);
  };

  mount(markEndpoints.listMarks, async ({ params }, { identity }) => {
    const { until } = await readerOf(identity, params.id);
    return { marks: await marks.list(params.id, until) };
  });
  mount(markEndpoints.addMark, async ({ params, body }, { identity }) => ({
    mark: await marks.add(params.id, await changer(identity, params.id), body),
  }));
  mount(markEndpoints.changeMark, async ({ params, body }, { identity }) => ({
    mark: await marks.change(params.id, await changer(identity, params.id), params.markId, body),
  }));
  mount(markEndpoints.removeMark, async ({ params }, { identity }) => {
    await marks.remove(params.id, await changer(identity, params.id), params.markId);
    return undefined;
  });
  mount(markEndpoints.listOwnActions, ({ query }, { identity }) =>
    actions.listOwn(identity.userId, query),
  );
  mount(markEndpoints.listRoomActions, async ({ params, query }, { identity }) =>
    actions.listOfRoom(identity.userId, await roomIdOf(identity.userId, params.code), query),
  );
}
