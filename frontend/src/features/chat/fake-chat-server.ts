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

type EmitRetracted = (payload: { id: string; retractedAt: string }) => void;

/** The chat of a server behind a signaling channel that can fail. */
export class ChatServer implements SignalingChannel {
  readonly stored: Message[] = [];
  /** Part of each ack. */
  usage: ChatUsage | undefined;
  readonly state = createValue<ChannelState>('connected');
  /** The requested commands, in order. */
  readonly requested: string[] = [];
  /** Failures of the next commands, in order: `before` storing, or `after` it (the ack is lost). */
  readonly trouble: { code: ClientErrorCode; when: 'before' | 'after'; retryAfter?: number }[] = [];
  emitEvent: (payload: { message: Message }) => void = () => {};
  #emitRetracted: EmitRetracted = () => {};
  readonly reconnect = (): void => {};

  on: SignalingChannel['on'] = (event, listener) => {
    if (event === 'chat:sent') this.emitEvent = listener as typeof this.emitEvent;
    if (event === 'line:retracted') this.#emitRetracted = listener as EmitRetracted;
    return () => {};
  };

  request: SignalingChannel['request'] = async (command, payload) => {
    this.requested.push(command);
    const trouble = this.trouble.shift();
    if (trouble?.when === 'before') throw failure(trouble);
    const ack =
      command === 'chat:send'
        ? {
            message: this.store(ME, payload as { clientId: string; text: string }),
            ...this.usageField,
          }
        : this.page((payload as { afterSeq: number }).afterSeq);
    if (trouble?.when === 'after') throw failure(trouble);
    return ack as never;
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

  /** Sends the event of a stored message to the client. */
  broadcast(message: Message): void {
    this.emitEvent({ message });
  }

  /** Deletes the text of a message; the events of it come with `broadcastRetracted`. */
  retract(id: string): { retractedAt: string } {
    const index = this.stored.findIndex((message) => message.id === id);
    const message = this.stored[index];
    if (message === undefined) throw failure({ code: 'NOT_FOUND' });
    const retractedAt = message.retractedAt ?? '2026-05-01T12:00:00.000Z';
    this.stored[index] = { ...message, text: '', retractedAt };
    return { retractedAt };
  }

  /** Sends the event of a retraction to the client. */
  broadcastRetracted(id: string): void {
    this.#emitRetracted({ id, ...this.retract(id) });
  }

  page(afterSeq: number, size = 3) {
    const rest = this.stored.filter((message) => message.seq > afterSeq);
    return { messages: rest.slice(0, size), hasMore: rest.length > size };
  }

  ack(meetingId = 'm1', latest = 100): JoinAck {
    const self = { id: ME } as JoinAck['self'];
    const meeting = { id: meetingId } as JoinAck['meeting'];
    const messages = this.stored.slice(-latest);
    return { meeting, self, participants: [], iceServers: [], messages, ...this.usageField };
  }

  private get usageField(): { chatUsage?: ChatUsage } {
    return this.usage === undefined ? {} : { chatUsage: this.usage };
  }
}

const failure = ({ code, retryAfter }: { code: ClientErrorCode; retryAfter?: number }) =>
  new ApiClientError({ code, message: code, retryAfter });

const logs: ChatLog[] = [];

/** Disposes all chat logs of a test; for `afterEach`. */
export function disposeLogs(): void {
  for (const log of logs.splice(0)) log.dispose();
}

export function createLog(server: ChatServer, unsent?: UnsentStore): ChatLog {
  const log = new ChatLog({
    channel: server,
    retractLine: async (_meetingId, id) => {
      const trouble = server.trouble.shift();
      if (trouble !== undefined) throw failure(trouble);
      return server.retract(id);
    },
    retryDelay: () => 1,
  });
  if (unsent) log.keepUnsent(unsent);
  logs.push(log);
  return log;
}

export const texts = (log: ChatLog) => log.snapshot.get().messages.map(({ text }) => text);
export const outgoing = (log: ChatLog) => log.snapshot.get().outgoing;
export const untilSent = (log: ChatLog) => vi.waitUntil(() => outgoing(log).length === 0);
