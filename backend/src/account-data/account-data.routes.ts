import { accountDataEndpoints } from '@parley/shared/account-data';
import type { Request, Response } from 'express';
import type { MountEndpoint } from '../platform/http';
import type { AccountDataService } from './account-data.service';

/**
 * Mounts the export, deleting the own account, and keeping it.
 * @param clearCookie deletes the refresh cookie of this browser
 */
export function mountAccountDataRoutes(
  mount: MountEndpoint,
  accountData: AccountDataService,
  clearCookie: (request: Request, response: Response) => void,
): void {
  mount(accountDataEndpoints.exportMe, (_input, { identity, trace }) =>
    accountData.exportAll(identity, trace),
  );

  mount(accountDataEndpoints.deleteMe, async ({ body }, { request, response, identity, trace }) => {
    const scheduled = await accountData.scheduleDeletion(identity, body.email, trace);
    clearCookie(request, response);
    return scheduled;
  });

  mount(accountDataEndpoints.keepMe, async (_input, { identity, trace }) => ({
    user: await accountData.keep(identity, trace),
  }));
}
