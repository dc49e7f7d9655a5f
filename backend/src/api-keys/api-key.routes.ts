import { apiKeyEndpoints } from '@parley/shared/api-keys';
import type { MountEndpoint } from '../platform/http';
import type { ApiKeyService } from './api-key.service';

/** Mounts the list of the own API keys, and creating and revoking them. */
export function mountApiKeyRoutes(mount: MountEndpoint, apiKeys: ApiKeyService): void {
  mount(apiKeyEndpoints.listApiKeys, async (_input, { identity }) => ({
    apiKeys: await apiKeys.list(identity.userId),
  }));
  mount(apiKeyEndpoints.createApiKey, ({ body }, { identity, trace }) =>
    apiKeys.create(identity, body, trace),
  );
  mount(apiKeyEndpoints.revokeApiKey, async ({ params }, { identity, trace }) => {
    await apiKeys.revoke(identity, params.id, trace);
    return undefined;
  });
}
