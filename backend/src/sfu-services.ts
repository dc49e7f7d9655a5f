import { MAX_MESH_CAPACITY } from '@parley/shared/rooms';
import { type HostedSource, hostedSources, mayTurnOn } from '@parley/shared/host-controls';
import type { Meeting } from './meetings/meeting';
import type { MeetingRegistry } from './meetings/meeting-registry';
import type { MeetingService } from './meetings/meeting.service';
import type { RoomCapacity } from './rooms/room.service';
import type { ServicesOptions } from './services-options';
import { createLivekit } from './sfu/livekit';
import { MediaRoutes } from './sfu/media-routes';
import { SfuCheck } from './sfu/sfu-check';
import { createSfuWatch } from './sfu/sfu-watch';

/** Creates the client of the SFU, if there is one, and what its presence decides. */
export function createSfu({ config, secrets, scheduler, logger, scope }: ServicesOptions) {
  const { meshLimit, limit } = config.rooms;
  const livekit =
    config.sfu === undefined || secrets.sfuSecret === undefined
      ? null
      : createLivekit({ ...config.sfu, secret: secrets.sfuSecret });
  const watch = livekit && createSfuWatch(livekit, { scheduler, logger });
  const largest = Math.max(limit, meshLimit);
  const capacity: RoomCapacity = {
    max: () => (watch?.isThere === true ? largest : meshLimit),
    of: (chosen) => held(chosen, capacity.max()),
    waitsForSfu: (chosen) =>
      watch?.isThere === false && capacity.of(chosen) < held(chosen, largest),
  };
  const check = new SfuCheck({ livekit, watch, scheduler, logger });
  scope.add(() => check.close());
  return { livekit, watch, capacity, check };
}

/** How many people a room holds on a server that allows `max`; a mesh may be larger than it should. */
const held = (chosen: number | undefined, max: number): number =>
  chosen === undefined ? max : Math.min(chosen, Math.max(max, MAX_MESH_CAPACITY));

/** Creates the routes of the media of all meetings; null without an SFU. */
export function createMediaRoutes(
  { config, sockets, scheduler, logger, metrics, now, scope }: ServicesOptions,
  { livekit, watch, capacity }: ReturnType<typeof createSfu>,
  { meetings, registry }: { meetings: MeetingService; registry: MeetingRegistry },
): MediaRoutes<Meeting> | null {
  if (livekit === null || watch === null) return null;
  return new MediaRoutes<Meeting>(
    {
      limits: { meshLimit: config.rooms.meshLimit, hardMeshLimit: MAX_MESH_CAPACITY },
      livekit,
      watch,
      publish: sockets.publish,
      store: (meeting, route) => meetings.storeRoute(meeting, route),
      grantOf: (meeting, id) => {
        const seat = meeting.seats.get(id);
        const mayTurn = (source: HostedSource) =>
          seat !== undefined && mayTurnOn(source, seat.participant, meeting.controls);
        return new Set(hostedSources.filter(mayTurn));
      },
      onSfuChanged: () => {
        for (const meeting of registry.all()) {
          const { room } = meeting;
          const size = capacity.of(room.chosenCapacity);
          if (size === room.capacity) meetings.seatLimitChanged(meeting);
          else void meetings.roomChanged({ ...room, capacity: size });
        }
      },
      onMoveEnded: metrics.moveEnded,
      scheduler,
      logger,
      now,
    },
    scope,
  );
}
