import type { MeetingRegistry } from './meetings/meeting-registry';
import type { MetricSources } from './platform/metrics';
import type { SocketServer } from './platform/socket';
import type { createMediaRoutes, createSfu } from './sfu-services';

/** What the gauges of the metrics show about this server. */
export const createMetricSources = (
  sockets: SocketServer,
  registry: MeetingRegistry,
  routes: ReturnType<typeof createMediaRoutes>,
  watch: ReturnType<typeof createSfu>['watch'],
  waitingDeliveries: () => number,
): MetricSources => ({
  sockets: () => sockets.io.of('/').sockets.size,
  meetings: () =>
    registry.all().map(({ id, seats }) => {
      const connected = [...seats.values()].filter(({ socket }) => socket !== null).length;
      const route = routes?.routeOf(id) ?? 'mesh';
      return { route, connected, reconnecting: seats.size - connected };
    }),
  isSfuThere: () => watch?.isThere,
  waitingDeliveries,
});
