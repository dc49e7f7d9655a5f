import { chatEndpoints } from '@parley/shared/chat';
import type { Identity, MountEndpoint } from '../platform/http';
import type { ChatService } from './chat.service';

/**
 * @param assertReader throws if a user may not read the chat of a meeting; returns until when the
 *   user may read it, if not to the end
 */
export function mountChatRoutes(
  mount: MountEndpoint,
  chat: ChatService,
  assertReader: (identity: Identity, meetingId: string) => Promise<Date | undefined>,
): void {
  mount(chatEndpoints.listMessages, async ({ params, query }, { identity }) => {
    const until = await assertReader(identity, params.id);
    return chat.list(params.id, { ...query, until });
  });
}
