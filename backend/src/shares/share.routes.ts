import { shareEndpoints } from '@parley/shared/shares';
import type { MountEndpoint } from '../platform/http';
import type { ShareService } from './share.service';

/** Mounts the shares of records, and what their links open. */
export function mountShareRoutes(mount: MountEndpoint, shares: ShareService): void {
  mount(shareEndpoints.listShares, async ({ params }, { identity }) => ({
    shares: await shares.list(identity.userId, params.id),
  }));
  mount(shareEndpoints.addShare, ({ params, body }, { identity }) =>
    shares.add(identity.userId, params.id, body),
  );
  mount(shareEndpoints.revokeShare, async ({ params }, { identity }) => {
    await shares.revoke(identity.userId, params.id, params.shareId);
    return undefined;
  });
  mount(shareEndpoints.readSharedRecord, ({ body }) => shares.readByLink(body.token));
  mount(shareEndpoints.listSharedLines, ({ body }) => shares.linesByLink(body.token, body.cursor));
}
