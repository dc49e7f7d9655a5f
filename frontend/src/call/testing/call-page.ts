import { afterEach, beforeEach, vi } from 'vitest';
import type { Seat } from '../session/call-machine';
import { CallSession } from '../session/call-session';
import type { FakeChannel } from './fake-channel';
import { FakeMediaDevices, FakeStream } from './fake-media';
import { FakeMeetingServer } from './fake-meeting-server';
import { createFakeTransport, type FakeTransport } from './fake-transport';

/** A call of one person on one page, and what it stands on. */
export interface CallPage {
  readonly session: CallSession;
  readonly channel: FakeChannel;
  readonly devices: FakeMediaDevices;
  readonly transport: FakeTransport;
  /** What this browser remembers. */
  readonly stored: Map<string, string>;
  /** Seats that the channel could not give up. */
  readonly leftLater: Seat[];
}

export interface CallPages {
  readonly server: FakeMeetingServer;
  /** Default: a new account in a browser that remembers nothing. */
  open(options?: { channel?: FakeChannel; stored?: Map<string, string> }): CallPage;
  /** A page that has joined, unless the room is full. */
  enter(channel?: FakeChannel): Promise<CallPage>;
}

/** For a test file: each test gets pages of its own on a server of its own, and the fake clock. */
export function usePages(): CallPages {
  const opened: CallPage[] = [];
  let server = new FakeMeetingServer();
  const open: CallPages['open'] = ({ channel = server.connect(), stored = new Map() } = {}) => {
    const devices = new FakeMediaDevices();
    const transport = createFakeTransport();
    const leftLater: Seat[] = [];
    const session = new CallSession({
      code: 'abcd-efgh-jk',
      channel,
      createTransport: transport.create,
      leaveLater: (seat) => leftLater.push(seat),
      mediaDevices: devices as unknown as MediaDevices,
      storage: {
        getItem: (key) => stored.get(key) ?? null,
        setItem: (key, value) => void stored.set(key, value),
      },
    });
    const page = { session, channel, devices, transport: transport.get(), stored, leftLater };
    opened.push(page);
    return page;
  };
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('MediaStream', FakeStream);
    server = new FakeMeetingServer();
  });
  afterEach(() => {
    for (const { session } of opened.splice(0)) session.dispose();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  return {
    get server() {
      return server;
    },
    open,
    enter: async (channel) => {
      const page = open(channel && { channel });
      await page.session.enterLobby();
      await page.session.join();
      return page;
    },
  };
}

/** Everything that is due now has happened. */
export const flush = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
export const phaseOf = ({ session }: CallPage): string => session.snapshot.get().phase;
export const commandsOf = ({ channel }: CallPage): string[] =>
  channel.sent.map(({ command }) => command);
