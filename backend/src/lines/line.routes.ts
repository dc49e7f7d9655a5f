import { lineEndpoints } from '@parley/shared/lines';
import type { Limiter } from '../platform/rate-limit';
import type { Identity, MountEndpoint } from '../platform/http';
import type { LineReader, LineService } from './line.service';

/**
 * Mounts the conversation of a meeting.
 * @param readerOf throws if a user may not read the meeting
 */
export function mountLineRoutes(
  mount: MountEndpoint,
  lines: LineService,
  readerOf: (identity: Identity, meetingId: string) => Promise<LineReader>,
  changes: Limiter,
): void {
  mount(lineEndpoints.listLines, async ({ params, query }, { identity }) =>
    lines.list(params.id, await readerOf(identity, params.id), query),
  );
  mount(lineEndpoints.retractLine, async ({ params }, { identity }) => {
    changes.consume(identity.userId);
    const reader = await readerOf(identity, params.id);
    return { line: await lines.retract(params.id, reader, params.lineId) };
  });
}
