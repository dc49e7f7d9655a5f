import type { Limits } from './limits';
import type { Config } from './platform/config';
import type { Connection } from './platform/database';
import type { Logger } from './platform/logger';
import type { Metrics } from './platform/metrics';
import type { Scheduler } from './platform/scheduler';
import type { Scope } from './platform/scope';
import type { Secrets } from './platform/secrets';
import type { SecurityLog } from './platform/security-log';
import type { SocketServer } from './platform/socket';
import type { ResolveHost } from './webhooks/receiver-address';

/** What the wiring of the services needs. */
export interface ServicesOptions {
  config: Config;
  secrets: Secrets;
  connection: Connection;
  logger: Logger;
  metrics: Metrics;
  now: () => number;
  scheduler: Scheduler;
  limits: Limits;
  sockets: SocketServer;
  security: SecurityLog;
  scope: Scope;
  /** How the addresses of webhooks are found; tests decide the answers. */
  resolveHost?: ResolveHost | undefined;
}
