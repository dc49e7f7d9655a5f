import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { AccessToken, TokenVerifier, type VideoGrant } from 'livekit-server-sdk';

/** What a participant may do, as LiveKit's API writes it. */
export interface FakePermission {
  canSubscribe: boolean;
  canPublish: boolean;
  canPublishData: boolean;
  canUpdateMetadata: boolean;
  canPublishSources: string[];
}

/** What protobuf's JSON leaves out. */
const NOTHING: FakePermission = {
  canSubscribe: false,
  canPublish: false,
  canPublishData: false,
  canUpdateMetadata: false,
  canPublishSources: [],
};

interface RoomRequest {
  readonly name?: string;
  readonly names?: string[];
  readonly room?: string;
  readonly identity?: string;
  readonly permission?: Partial<FakePermission>;
}

const KEY = 'parley';
const SECRET = 'unit-tests-only-0123456789-abcdefghij-D';

/** A server with the part of LiveKit's API that Parley uses, and clients that only have a seat in it. */
export class FakeLivekit {
  /** By name: the identities in a room, and what they may do. */
  readonly rooms = new Map<string, Map<string, FakePermission>>();
  /** The methods that were called. */
  readonly calls: string[] = [];
  /** Resolves before an answer to this method is given, for tests of what happens meanwhile. */
  readonly delays = new Map<string, Promise<void>>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #wakers = new Set<() => void>();

  private constructor() {}

  static async start(port = 0): Promise<FakeLivekit> {
    const livekit = new FakeLivekit();
    const server = livekit.#server;
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
    return livekit;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Environment variables with which an app uses it. */
  get variables(): Record<string, string> {
    return {
      SFU: 'on',
      LIVEKIT_URL: `http://127.0.0.1:${this.port}`,
      LIVEKIT_API_KEY: KEY,
      LIVEKIT_API_SECRET: SECRET,
    };
  }

  /**
   * A client connects, as a browser with this token would.
   * @returns its identity @throws if the token is wrong, or there is no such room
   */
  async enter(token: string): Promise<string> {
    const { sub = '', video } = await new TokenVerifier(KEY, SECRET).verify(token);
    const room = this.rooms.get(video?.room ?? '');
    if (room === undefined || video?.roomJoin !== true) throw new Error('no such room');
    room.set(sub, permissionOf(video));
    return sub;
  }

  /** What somebody may send; undefined if they are not in the room. */
  sourcesOf(identity: string): string[] | undefined {
    for (const room of this.rooms.values()) {
      const permission = room.get(identity);
      if (permission !== undefined) return permission.canPublishSources;
    }
    return undefined;
  }

  /** Resolves when a call to the API has made this true. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#wakers.delete(wake);
          resolve();
        };
        this.#wakers.add(wake);
      });
    }
  }

  /** Sends a webhook to an app, signed as LiveKit does. @returns the status of the answer */
  async report(app: string, event: object, more: { secret?: string; sent?: object } = {}) {
    const body = JSON.stringify(event);
    const token = new AccessToken(KEY, more.secret ?? SECRET, { ttl: 300 });
    token.sha256 = createHash('sha256').update(body).digest('base64');
    const response = await fetch(new URL('/sfu/webhook', app), {
      method: 'POST',
      headers: {
        'content-type': 'application/webhook+json',
        authorization: await token.toJwt(),
      },
      body: more.sent === undefined ? body : JSON.stringify(more.sent),
    });
    return response.status;
  }

  /** Ends as a crash would: all rooms are gone. */
  async stop(): Promise<void> {
    this.rooms.clear();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.url?.split('/').at(-1) ?? '';
    // A browser that asks for signaling.
    if (request.method !== 'POST') return void response.writeHead(404).end();
    const asked = (await json(request)) as RoomRequest;
    this.calls.push(method);
    await this.delays.get(method);
    let status = 200;
    let answer: object;
    try {
      await new TokenVerifier(KEY, SECRET).verify(
        request.headers.authorization?.replace('Bearer ', '') ?? '',
      );
      answer = this.#perform(method, asked);
    } catch (error) {
      status = 401;
      answer = { code: 'unauthenticated', msg: String(error) };
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
    for (const wake of this.#wakers) wake();
  }

  #perform(method: string, { name = '', room = '', identity = '', ...more }: RoomRequest): object {
    const participants = this.rooms.get(room);
    switch (method) {
      case 'CreateRoom':
        if (!this.rooms.has(name)) this.rooms.set(name, new Map());
        return { name };
      case 'DeleteRoom':
        this.rooms.delete(room);
        return {};
      case 'ListParticipants':
        return {
          participants: [...(participants ?? [])].map(([id, permission]) => ({
            identity: id,
            permission,
          })),
        };
      case 'RemoveParticipant':
        participants?.delete(identity);
        return {};
      case 'UpdateParticipant':
        if (participants?.has(identity) === true && more.permission !== undefined) {
          participants.set(identity, { ...NOTHING, ...more.permission });
        }
        return {};
      default:
        return {};
    }
  }
}

/** LiveKit keeps the sources of a token in capital letters, as in its API. */
const permissionOf = (grant: VideoGrant): FakePermission => ({
  canSubscribe: grant.canSubscribe === true,
  canPublish: grant.canPublish === true,
  canPublishData: grant.canPublishData === true,
  canUpdateMetadata: grant.canUpdateOwnMetadata === true,
  canPublishSources: ((grant.canPublishSources ?? []) as unknown as string[]).map((source) =>
    source.toUpperCase(),
  ),
});
