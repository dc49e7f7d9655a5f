import type { ChatUsage, Message } from '@parley/shared/chat';
import type { JoinAck } from '@parley/shared/meetings';
import { vi } from 'vitest';
import type { ChannelState, SignalingChannel } from '../../call/signaling-channel';
import { createValue } from '../../core/value';
import { ApiClientError, type ClientErrorCode } from '../../lib/api-client-error';
import { ChatLog } from './chat-log';
import type { UnsentStore } from './unsent-store';

const ME = 'a'.repeat(24);
const ANA = 'b'.repeat(24);

/** The chat of a server, reached over a line that can fail in the ways that lines fail. */
export class ChatServer implements SignalingChannel {
  readonly stored: Message[] = [];
  /** Told with each answer. */
  usage: ChatUsage | undefined;
  readonly state = createValue<ChannelState>('connected');
  readonly asked: string[] = [];
  /** What happens to the next commands, in turn: not stored, or stored and the answer lost. */
  readonly trouble: { code: ClientErrorCode; when: 'before' | 'after'; retryAfter?: number }[] = [];
  emitEvent: (fact: { message: Message }) => void = () => {};
  readonly reconnect = (): void => {};

  on: SignalingChannel['on'] = (fact, listener) => {
    if (fact === 'chat:sent') this.emitEvent = listener as typeof this.emitEvent;
    return () => {};
  };

  request: SignalingChannel['request'] = async (command, payload) => {
    this.asked.push(command);
    const trouble = this.trouble.shift();
    if (trouble?.when === 'before') throw failure(trouble);
    const answer =
      command === 'chat:send'
        ? { message: this.store(ME, payload as { clientId: string; text: string }), ...this.told }
        : this.page((payload as { afterSeq: number }).afterSeq);
    if (trouble?.when === 'after') throw failure(trouble);
    return answer as never;
  };

  store(senderId: string, { clientId, text }: { clientId: string; text: string }): Message {
    const known = this.stored.find(
      (message) => message.clientId === clientId && message.sender.id === senderId,
    );
    if (known !== undefined) return known;
    const seq = this.stored.length + 1;
    const message: Message = {
      id: String(seq).padStart(24, '0'),
      seq,
      clientId,
      sender: { id: senderId, displayName: senderId === ME ? 'Me' : 'Ana' },
      text,
      sentAt: new Date(seq * 1000).toISOString(),
    };
    this.stored.push(message);
    return message;
  }

  fromAna(text: string): Message {
    return this.store(ANA, { clientId: `ana-${text}`.padEnd(16, '-'), text });
  }

  tell(message: Message): void {
    this.emitEvent({ message });
  }

  page(afterSeq: number, size = 3) {
    const rest = this.stored.filter((message) => message.seq > afterSeq);
    return { messages: rest.slice(0, size), hasMore: rest.length > size };
  }

  ack(meetingId = 'm1', latest = 100): JoinAck {
    const self = { id: ME } as JoinAck['self'];
    const meeting = { id: meetingId } as JoinAck['meeting'];
    const messages = this.stored.slice(-latest);
    return { meeting, self, participants: [], iceServers: [], messages, ...this.told };
  }

  private get told(): { chatUsage?: ChatUsage } {
    return this.usage === undefined ? {} : { chatUsage: this.usage };
  }
}

const failure = ({ code, retryAfter }: { code: ClientErrorCode; retryAfter?: number }) =>
  new ApiClientError({ code, message: code, retryAfter });

const logs: ChatLog[] = [];

/** For `afterEach`. */
export function disposeLogs(): void {
  for (const log of logs.splice(0)) log.dispose();
}

export function createLog(server: ChatServer, unsent?: UnsentStore): ChatLog {
  const log = new ChatLog({ channel: server, retryDelay: () => 1 });
  if (unsent) log.keepUnsent(unsent);
  logs.push(log);
  return log;
}

export const texts = (log: ChatLog) => log.snapshot.get().messages.map(({ text }) => text);
export const outgoing = (log: ChatLog) => log.snapshot.get().outgoing;
export const untilSent = (log: ChatLog) => vi.waitUntil(() => outgoing(log).length === 0);
