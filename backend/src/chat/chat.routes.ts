import { chatEndpoints } from '@parley/shared/chat';
import type { MountEndpoint } from '../platform/http';
import type { ChatService } from './chat.service';

/** `assertReader` throws NOT_FOUND for those who may not read the meeting. */
export function mountChatRoutes(
  mount: MountEndpoint,
  chat: ChatService,
  assertReader: (userId: string, meetingId: string) => Promise<void>,
): void {
  mount(chatEndpoints.listMessages, async ({ params, query }, { identity }) => {
    await assertReader(identity.userId, params.id);
    return chat.list(params.id, query);
  });
}
