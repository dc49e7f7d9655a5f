import { meetingEndpoints } from '@parley/shared/meetings';
import type { MountEndpoint } from '../platform/http';
import type { MeetingService } from './meeting.service';

/** Mounts the routes of running meetings. */
export function mountMeetingRoutes(mount: MountEndpoint, meetings: MeetingService): void {
  // Always the same answer: leaving twice is no error, and no client learns which meetings exist.
  mount(meetingEndpoints.leaveMeeting, async ({ params, body }, { identity }) => {
    await meetings.leaveAs(params.id, identity.userId, body.instanceId);
    return undefined;
  });
}
