import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endpoints } from '@parley/shared/api';
import { LOCAL_AUTHORITY_PATH } from '@parley/shared/local-authority';
import type { Place } from '@parley/shared/policy';
import { DEFAULT_CONTROLS } from '@parley/shared/roles';
import express, { type Request, Router } from 'express';
import { registerAuthCommands } from './auth/auth.socket';
import { readRefreshCookie } from './auth/refresh-cookie';
import { mountCalendarFiles } from './calendar/calendar.routes';
import { registerChatCommands } from './chat/chat.socket';
import { registerConnectionCommands } from './connections/connections.socket';
import { registerHostCommands } from './host-controls/host-controls.socket';
import { registerEntryCommands, visitorOf } from './entry/entry.socket';
import { assertOpen } from './entry/entry.service';
import { createLimits } from './limits';
import { registerJoinTimingCommands } from './join-timing/join-timing.socket';
import { registerIceCommands } from './ice/ice.socket';
import { registerLobbyCommands } from './lobby/lobby.socket';
import { registerMeetingCommands } from './meetings/meeting.socket';
import { createClientView, type TrustProxy } from './platform/client-view';
import type { Config } from './platform/config';
import { gateConnections, type GateLimits } from './platform/connection-gate';
import { buildIndexes, pingDatabase, type Connection } from './platform/database';
import { mountDocs } from './platform/docs-routes';
import {
  apiNotFound,
  createErrorHandler,
  createMountEndpoint,
  countRequests,
  identifyRequest,
  isGuest,
  refuseSeveralHosts,
} from './platform/http';
import { offerAuthority } from './platform/local-authority';
import type { Logger } from './platform/logger';
import { createMetrics, type Metrics } from './platform/metrics';
import { createOriginCheck } from './platform/origin';
import { createPageErrorHandler, pageNotFound } from './platform/page-errors';
import { moveOff } from './platform/move-off';
import { createReadiness, mountHealth } from './platform/readiness';
import { systemScheduler, type Scheduler } from './platform/scheduler';
import { createScope } from './platform/scope';
import type { Secrets } from './platform/secrets';
import { createSecurityLog } from './platform/security-log';
import { apiHeaders, noStore, pageHeaders, strictTransport } from './platform/security-headers';
import { createSocketServer, type Heartbeat, type SocketServer } from './platform/socket';
import type { GuardLimits } from './platform/socket-guard';
import { createStaticRouter } from './platform/static-files';
import { createWebServer, type RequestTimeouts } from './platform/web-server';
import { createServices, type Services } from './services';
import { offerSfu } from './sfu/sfu-tunnel';
import { mountSfuWebhook } from './sfu/sfu-webhook.routes';
import { registerSfuCommands } from './sfu/sfu.socket';
import { registerSignalingCommands } from './signaling/signaling.socket';
import { mountDomains, mountOpenid } from './routes';
import type { ResolveHost } from './webhooks/receiver-address';

export interface AppOptions {
  config: Config;
  secrets: Secrets;
  connection: Connection;
  logger: Logger;
  version: string;
  /** Default: metrics that nobody reads. */
  metrics?: Metrics;
  /** The built client; absent while Vite serves it. */
  webDirectory?: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Timers of leases and retries; tests advance one by hand. */
  scheduler?: Scheduler;
  /** How the addresses of webhooks are found; tests decide the answers. */
  resolveHost?: ResolveHost;
  /** How lost sockets are found; tests use shorter times. */
  heartbeat?: Heartbeat;
  /** Overrides limits of sockets in `limits.ts`, for tests. */
  socketLimits?: Partial<GuardLimits>;
  /** Overrides limits of connections on which nobody has signed in, for tests. */
  gateLimits?: Partial<GateLimits>;
  /** Overrides how long a client may take for a request, for tests. */
  timeouts?: Partial<RequestTimeouts>;
  /** Overrides how often the certificate's files are checked, for tests. */
  tlsCheckMs?: number;
}

export interface App {
  readonly services: Services;
  readonly sockets: SocketServer;
  /** Starts listening. @returns the port */
  listen(port: number, host: string): Promise<number>;
  /**
   * Refuses new work, and sends the clients away in waves. They keep working until their wave comes.
   * Idempotent. @returns when no client is left, within four seconds
   */
  moveOff(): Promise<void>;
  /** Refuses new work and closes everything that was opened, in reverse order. Idempotent. */
  close(): Promise<void>;
}

/** The largest body is a note of 10,000 characters, each of up to four bytes. */
const BODY_LIMIT = '48kb';

/**
 * Creates the app: the web and socket servers, the services, then the routes and socket commands.
 * Nothing listens before `listen`.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, connection, logger } = options;
  const now = options.now ?? Date.now;
  const scheduler = options.scheduler ?? systemScheduler;
  const scope = createScope();
  const metrics = options.metrics ?? createMetrics();
  const tick = () => scheduler.monotonic();
  const limits = createLimits(config.rateLimitFactor, tick, metrics.refused);
  const security = createSecurityLog(logger, options.secrets.refreshSecret, scope);
  const web = express();
  web.set('trust proxy', config.http.trustProxy);
  const client = createClientView(web.get('trust proxy fn') as TrustProxy);
  const { isAllowed, originOf } = createOriginCheck(config.http.allowedOrigins, client);
  const {
    server: http,
    isTrusted,
    authority,
  } = createWebServer(web, {
    tls: config.http.tls,
    tlsCheckMs: options.tlsCheckMs,
    timeouts: options.timeouts,
    logger,
    scope,
  });
  const state = { draining: false };
  const isReady = createReadiness(() => pingDatabase(connection));

  const sockets = createSocketServer({
    http,
    isOriginAllowed: isAllowed,
    limits: { ...limits.sockets, ...options.socketLimits },
    heartbeat: options.heartbeat,
    logger,
    security,
    metrics,
    addressOf: client.addressOf,
  });
  const made = { now, scheduler, metrics, limits, sockets, security, scope };
  const services = createServices({ ...options, ...made });

  const socketAnswers = express();
  sockets.authenticateWith(services.admission.admitSocket);
  gateConnections(sockets, {
    addressOf: client.addressOf,
    countUpgrade: limits.upgrades.consume,
    setHeaders: socketAnswers,
    limits: options.gateLimits,
  });
  await buildIndexes(connection);
  await services.start(scope);

  socketAnswers.set('trust proxy', config.http.trustProxy);
  for (const app of [web, socketAnswers]) {
    app.disable('x-powered-by');
    app.use(strictTransport(isTrusted));
  }
  socketAnswers.use(apiHeaders(), noStore);
  web.set('query parser', 'simple');
  web.use(refuseSeveralHosts);
  web.get(LOCAL_AUTHORITY_PATH, apiHeaders(), offerAuthority(authority));
  web.use('/api', apiHeaders(), apiRouter());
  if (config.sfu !== undefined) {
    const { checkSfu: onBroken } = services;
    const countUpgrade = limits.upgrades.consume;
    offerSfu({ ...config.sfu, ...client, http, web, isAllowed, countUpgrade, onBroken, logger });
    mountSfuWebhook(web, { ...services, ...options, ...client, limits });
  }
  mountCalendarFiles(web, { ...services, ...options, ...client, limits });
  web.use(pageHeaders());
  if (options.webDirectory !== undefined) {
    const isSignedIn = (request: Request) => readRefreshCookie(request) !== undefined;
    web.use(createStaticRouter(options.webDirectory, { isSignedIn }));
  }
  web.use(pageNotFound);
  web.use(createPageErrorHandler(logger));

  function apiRouter(): Router {
    const router = Router();
    router.use(identifyRequest(client.addressOf), countRequests(services.admission.admitRequest));
    router.use(express.json({ limit: BODY_LIMIT, strict: true, inflate: false }));
    const mount = createMountEndpoint({
      router,
      authenticate: services.authenticate,
      isOriginAllowed: isAllowed,
      checkResponses: config.mode !== 'production',
    });
    mountHealth(mount, async () => !state.draining && (await isReady()));
    mountDomains(mount, services, originOf);
    mountOpenid(mount, router, services, { ...options, originOf });
    mountDocs(router, endpoints, options.version);
    router.use(apiNotFound);
    router.use(createErrorHandler(logger, security, metrics));
    return router;
  }

  registerAuthCommands(sockets, services.auth, now, scope);
  registerCallCommands(sockets, services, { logger, metrics, now });
  registerJoinTimingCommands({ sockets, ...services });
  registerChatCommands(sockets, services.chat, services.seatOf);
  scope.add(() => sockets.close());

  let movedOff: Promise<void> | undefined;

  function drain(): void {
    state.draining = true;
    sockets.drain();
    http.closeIdleConnections();
  }

  return {
    services,
    sockets,
    listen: (port, host) => listen(http, port, host),
    moveOff() {
      drain();
      return (movedOff ??= moveClientsOff(sockets, services, { scheduler, logger }));
    },
    close() {
      drain();
      return scope.close();
    },
  };
}

/** @returns the port */
const listen = (http: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => resolve((http.address() as AddressInfo).port));
  });

function moveClientsOff(
  sockets: SocketServer,
  { registry, writes }: Services,
  { scheduler, logger }: { scheduler: Scheduler; logger: Logger },
): Promise<void> {
  const ids = sockets.ids();
  if (ids.length > 0) logger.info({ sockets: ids.length }, 'moving off');
  return moveOff({
    sockets: ids,
    groupOf: (id) => registry.bySocket(id)?.meeting.room.id,
    prepare: (roomId) => writes.catchUp(roomId),
    close: sockets.closeConnection,
    scheduler,
  });
}

/** The commands of clients in the lobby, of those who wait, and in a meeting. */
function registerCallCommands(
  sockets: SocketServer,
  services: Services,
  { logger, metrics, now }: { logger: Logger; metrics: Metrics; now: () => number },
): void {
  const { lobby, registry, meetings, ice, chat, entries, waitingRooms, routes } = services;
  const { iceServersFor } = ice;
  const commands = registerLobbyCommands({
    sockets,
    ...services,
    presenceOf: (room) => meetings.presence(room),
    retentionIn: (room) => registry.retentionIn(room),
    iceServersFor,
    meshLimit: () => routes?.meshLimit,
    standingOf: (room, socket) => entries.standingOf(room, visitorOf(socket)),
    isFresh: ({ id }, socket, standing) => entries.isFresh(id, visitorOf(socket), standing),
    assertOpen,
    onEntryChanged: (socketId, entry) => {
      if (entry !== 'waits') waitingRooms.leave(socketId, true);
    },
    onError: (err) => logger.warn({ err }, 'who may enter a room was not decided again'),
    now,
  });
  entries.onChanged(commands.reconsider);
  registerEntryCommands({
    sockets,
    ...services,
    watch: commands.watch,
    checkPassword: services.givePassword,
    meetingIdOf: (roomId) => registry.byRoom(roomId)?.id ?? null,
    onAnswered: ({ room, person }, hostId, isAdmitted) =>
      void services
        .recordAnswer(room.id, person, hostId, isAdmitted)
        .catch((err: unknown) => logger.warn({ err }, 'an answer to a knock was not recorded')),
  });
  registerMeetingCommands({
    sockets,
    meetings,
    registry,
    lobby: { ...commands, countIn: (roomId) => lobby.counts.published(roomId) },
    chat,
    routes,
    iceServersFor,
    now,
  });
  registerSfuCommands({
    sockets,
    routes,
    sfuCheck: services.sfuCheck,
    seatOf: (socketId) => registry.seatOf(socketId),
  });
  registerIceCommands({
    sockets,
    ice,
    metrics,
    isWaiting: (id) => commands.roomIdOf(id) !== undefined && !commands.isOpen(id),
    roomIdOf: (id) => registry.bySocket(id)?.meeting.room.id ?? commands.roomIdOf(id),
  });
  registerHostCommands(sockets, services.hostControls, services.hostPlaceOf);
  registerConnectionCommands(sockets, services.connections, services.reportingPlaceOf);
  registerSignalingCommands({ sockets, registry, lobbyPeers: lobby.peers });
  sockets.describeWith(({ id, data: { identity } }) => {
    const held = registry.bySocket(id);
    if (held !== undefined) {
      const { role } = held.seat.participant;
      return { role, place: 'meeting', controls: held.meeting.controls, isLobbyPeer: false };
    }
    const role = isGuest(identity) ? 'guest' : 'participant';
    const isLobbyPeer = lobby.peers.has(id);
    return { role, place: placeOutside(id), controls: DEFAULT_CONTROLS, isLobbyPeer };
  });

  function placeOutside(socketId: string): Exclude<Place, 'meeting'> {
    if (waitingRooms.has(socketId)) return 'waiting';
    return commands.roomIdOf(socketId) === undefined ? 'outside' : 'lobby';
  }
}
