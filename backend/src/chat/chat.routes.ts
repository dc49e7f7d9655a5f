import { chatEndpoints } from '@parley/shared/chat';
import type { Identity, MountEndpoint } from '../platform/http';
import type { ChatService } from './chat.service';

/**
 * @param readerOf throws if a user may not read the chat of a meeting; returns until when the user
 *   may read it, if not to the end
 */
export function mountChatRoutes(
  mount: MountEndpoint,
  chat: ChatService,
  readerOf: (identity: Identity, meetingId: string) => Promise<{ until: Date | undefined }>,
): void {
  mount(chatEndpoints.listMessages, async ({ params, query }, { identity }) => {
    const { until } = await readerOf(identity, params.id);
    return chat.list(params.id, { ...query, until });
  });
}
