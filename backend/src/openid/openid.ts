import type { Logger } from '../platform/logger';
import type { SecurityLog } from '../platform/security-log';
import { createAttempts } from './attempts';
import { createIdentities, type Identities, type IdentitiesOptions } from './identities';
import type { OpenidAttemptModel } from './openid-attempt.model';
import { createOpenidService, type OpenidService } from './openid.service';
import { createProvider, type ProviderConfig } from './provider';

export interface OpenidOptions extends IdentitiesOptions {
  config: ProviderConfig | undefined;
  attempts: OpenidAttemptModel;
  findByEmail: (email: string) => Promise<string | null>;
  logger: Logger;
  security: SecurityLog;
}

/** Creates the sign-in with a provider of OpenID Connect. */
export function createOpenid(options: OpenidOptions): {
  openid: OpenidService;
  identities: Identities;
} {
  const { config, now } = options;
  const identities = createIdentities(options);
  const openid = createOpenidService({
    ...options,
    provider: config && createProvider(config, now),
    attempts: createAttempts(options.attempts, now),
    identities,
  });
  return { openid, identities };
}
