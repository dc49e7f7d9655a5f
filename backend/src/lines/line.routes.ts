import { lineEndpoints } from '@parley/shared/lines';
import type { Limiter } from '../platform/rate-limit';
import type { Identity, MountEndpoint } from '../platform/http';
import type { LineReader, LineService } from './line.service';

export interface LineRoutes {
  readonly lines: LineService;
  /** Throws if a user may not read the meeting. */
  readonly readerOf: (identity: Identity, meetingId: string) => Promise<LineReader>;
  /** Changes by user. */
  readonly changeLimit: Limiter;
}

/** Mounts the conversation of a meeting. */
export function mountLineRoutes(
  mount: MountEndpoint,
  { lines, readerOf, changeLimit }: LineRoutes,
): void {
  mount(lineEndpoints.listLines, async ({ params, query }, { identity }) =>
    lines.list(params.id, await readerOf(identity, params.id), query),
  );
  mount(lineEndpoints.retractLine, async ({ params }, { identity }) => {
    changeLimit.consume(identity.userId);
    const reader = await readerOf(identity, params.id);
    return { line: await lines.retract(params.id, reader, params.lineId) };
  });
}
