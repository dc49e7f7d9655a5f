import { afterEach, beforeEach, vi } from 'vitest';
import type { Seat } from '../session/call-machine';
import { CallSession } from '../session/call-session';
import type { FakeChannel } from './fake-channel';
import { FakeMediaDevices, FakeStream } from './fake-media';
import { FakeMeetingServer } from './fake-meeting-server';
import { createFakeTransport, type FakeTransport } from './fake-transport';

/** A call session with fakes for everything around it. */
export interface TestClient {
  readonly session: CallSession;
  readonly channel: FakeChannel;
  readonly devices: FakeMediaDevices;
  readonly transport: FakeTransport;
  /** The local storage of this browser. */
  readonly stored: Map<string, string>;
  /** Seats that the channel could not give up. */
  readonly undeliveredLeaves: Seat[];
}

export interface TestClients {
  readonly server: FakeMeetingServer;
  /** Default: a new account in a browser with empty storage. */
  open(options?: { channel?: FakeChannel; stored?: Map<string, string> }): TestClient;
  /** Opens a client that joins; in a full room it waits. */
  join(channel?: FakeChannel): Promise<TestClient>;
}

/** Gives each test of a file a server, clients and a fake clock of its own. */
export function useTestClients(): TestClients {
  const opened: TestClient[] = [];
  let server = new FakeMeetingServer();
  const open: TestClients['open'] = ({ channel = server.connect(), stored = new Map() } = {}) => {
    const devices = new FakeMediaDevices();
    const transport = createFakeTransport();
    const undeliveredLeaves: Seat[] = [];
    const session = new CallSession({
      code: server.code,
      channel,
      createTransport: transport.create,
      leaveLater: (seat) => undeliveredLeaves.push(seat),
      mediaDevices: devices as unknown as MediaDevices,
      storage: {
        getItem: (key) => stored.get(key) ?? null,
        setItem: (key, value) => void stored.set(key, value),
      },
    });
    const made = transport.get();
    const client = { session, channel, devices, transport: made, stored, undeliveredLeaves };
    opened.push(client);
    return client;
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
    join: async (channel) => {
      const client = open(channel && { channel });
      await client.session.enterLobby();
      await client.session.join();
      return client;
    },
  };
}

/** Lets everything happen that is due now. */
export const flush = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
export const phaseOf = ({ session }: TestClient): string => session.snapshot.get().phase;
export const commandsOf = ({ channel }: TestClient): string[] =>
  channel.sent.map(({ command }) => command);
