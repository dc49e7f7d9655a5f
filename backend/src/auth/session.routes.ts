import { sessionEndpoints } from '@parley/shared/sessions';
import { AppError } from '../platform/errors';
import type { MountEndpoint } from '../platform/http';
import { deviceWords } from './device-words';
import type { SessionService } from './session.service';

/** Mounts the list of the own sessions, and ending them. */
export function mountSessionRoutes(
  mount: MountEndpoint,
  sessions: Pick<SessionService, 'list' | 'endOne' | 'endAll'>,
): void {
  mount(sessionEndpoints.listSessions, async (_input, { identity }) => {
    const found = await sessions.list(identity.userId);
    return {
      sessions: found.map(({ id, device, startedAt, lastUsedAt }) => ({
        id,
        device: deviceWords(device),
        startedAt: startedAt.toISOString(),
        lastUsedAt: lastUsedAt.toISOString(),
        current: id === identity.sessionId,
      })),
    };
  });

  mount(sessionEndpoints.endSession, async ({ params }, { identity, trace }) => {
    const isEnded = await sessions.endOne(identity.userId, params.id, trace);
    if (!isEnded) throw new AppError('NOT_FOUND');
    return undefined;
  });

  mount(sessionEndpoints.endOtherSessions, async (_input, { identity, trace }) => {
    const { userId, sessionId } = identity;
    (await sessions.endAll(userId, 'ended by the user', trace, sessionId))();
    return undefined;
  });
}
