import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { BrowserContext } from '@playwright/test';
import type { Page as FirefoxPage } from 'puppeteer-core';

/** What happens to packets on a network. */
export interface NetworkConditions {
  /** Delay of each packet in milliseconds. */
  oneWayMs: number;
  /** Largest random deviation from the delay in milliseconds; it reorders packets. */
  jitterMs?: number;
  /** Share of packets that are lost, 0 to 1. */
  loss?: number;
  /** Returns numbers from 0 to 1. Default: `Math.random`. */
  random?: () => number;
}

/**
 * Relays UDP with delay and loss. Each remote address gets a local port; packets to that port reach
 * the address later, from the local port of their sender. Peers that know only these local ports
 * communicate through the relay.
 */
export class DelayRelay {
  readonly #ports = new Map<string, Promise<Socket>>();
  #isStopped = false;

  /** `conditions` may change at any time; packets in flight keep those under which they were sent. */
  constructor(public conditions: NetworkConditions) {}

  /** Returns the local port that stands for `ip:port`. */
  async portFor(ip: string, port: number): Promise<number> {
    return (await this.#socketFor(ip, port)).address().port;
  }

  /** Routes all media of the context's future pages through this relay. */
  async routeContext(context: BrowserContext): Promise<void> {
    await context.exposeFunction('relayPort', (ip: string, port: number) => this.portFor(ip, port));
    await context.addInitScript(detour);
  }

  /** Routes all media of the next documents of a Firefox page through this relay. */
  async routeFirefox(page: FirefoxPage): Promise<void> {
    await page.exposeFunction('relayPort', (ip: string, port: number) => this.portFor(ip, port));
    await page.evaluateOnNewDocument(detour);
  }

  /** Closes all sockets and drops the packets in flight. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const socket of this.#ports.values()) (await socket).close();
    this.#ports.clear();
  }

  #socketFor(ip: string, port: number): Promise<Socket> {
    const key = `${ip}:${port}`;
    const known = this.#ports.get(key);
    if (known) return known;
    const made = this.#open(ip, port);
    this.#ports.set(key, made);
    return made;
  }

  async #open(ip: string, port: number): Promise<Socket> {
    const socket = createSocket('udp4');
    socket.on('message', (packet, from) => {
      if (this.#isStopped) return;
      void this.#socketFor(from.address, from.port).then((sender) => {
        const delay = this.#delayMs();
        if (delay !== null) setTimeout(() => this.#deliver(sender, packet, port, ip), delay);
      });
    });
    socket.bind(0, ip);
    await once(socket, 'listening');
    return socket;
  }

  /** Returns the delay of a packet, or null if it is lost. */
  #delayMs(): number | null {
    const { oneWayMs, jitterMs = 0, loss = 0, random = Math.random } = this.conditions;
    if (random() < loss) return null;
    return Math.max(0, oneWayMs + (random() * 2 - 1) * jitterMs);
  }

  #deliver(sender: Socket, packet: Buffer, port: number, ip: string): void {
    // A closed socket throws. Clients may still send when a test stops its relay.
    if (this.#isStopped) return;
    // Without a callback, the socket would emit errors of the network, which end the process.
    sender.send(packet, port, ip, () => undefined);
  }
}

/**
 * Runs in a page before its scripts: replaces every remote candidate by its port in the relay
 * (`window.relayPort`), so that no other candidate pair exists.
 */
function detour(): void {
  const relay = window as unknown as { relayPort(ip: string, port: number): Promise<number> };
  const rewrite = async (candidate: string): Promise<string | null> => {
    const fields = candidate.split(' ');
    const [, , protocol = '', , ip = '', port = '', , type] = fields;
    if (protocol.toLowerCase() !== 'udp' || ip.includes(':') || type !== 'host') return null;
    fields[5] = String(await relay.relayPort(ip, Number(port)));
    return fields.join(' ');
  };
  type Native<T> = (this: RTCPeerConnection, value: T) => Promise<void>;
  const { prototype } = RTCPeerConnection;
  const addIceCandidate = prototype.addIceCandidate as Native<RTCIceCandidateInit>;
  const setRemoteDescription = prototype.setRemoteDescription as Native<RTCSessionDescriptionInit>;
  prototype.addIceCandidate = async function add(
    this: RTCPeerConnection,
    init?: RTCIceCandidateInit | null,
  ) {
    const candidate = init?.candidate ? await rewrite(init.candidate) : '';
    if (candidate !== null) await addIceCandidate.call(this, { ...init, candidate });
  };
  prototype.setRemoteDescription = async function set(
    this: RTCPeerConnection,
    { type, sdp = '' }: RTCSessionDescriptionInit,
  ) {
    const lines = await Promise.all(
      sdp.split('\r\n').map(async (line) => {
        if (!line.startsWith('a=candidate:')) return line;
        const candidate = await rewrite(line.slice(2));
        return candidate === null ? null : `a=${candidate}`;
      }),
    );
    const kept = lines.filter((line) => line !== null).join('\r\n');
    await setRemoteDescription.call(this, { type, sdp: kept });
  };
}
