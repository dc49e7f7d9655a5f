import { exportEndpoints } from '@parley/shared/exports';
import type { MountEndpoint } from '../platform/http';
import type { ExportService } from './export.service';

/** Mounts the exports of records and of the attendance of a room. */
export function mountExportRoutes(mount: MountEndpoint, exports: ExportService): void {
  mount(exportEndpoints.exportMeeting, ({ params, query }, { identity }) =>
    exports.exportMeeting(identity, params.id, query),
  );
  mount(exportEndpoints.exportAttendance, ({ params, query }, { identity }) =>
    exports.exportAttendance(identity, params.code, query),
  );
}
