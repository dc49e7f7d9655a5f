import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { BrowserContext } from '@playwright/test';
import type { Page as FirefoxPage } from 'puppeteer-core';

/** What happens to a packet on its way. */
export interface Weather {
  /** Milliseconds that each packet is held. */
  oneWayMs: number;
  /** Up to so many milliseconds more or less, each packet for itself, so that some overtake. */
  jitterMs?: number;
  /** Share of packets that never arrive, 0..1. */
  loss?: number;
  /** 0..1; default `Math.random`. */
  random?: () => number;
}

/**
 * A path for UDP that takes time: each address gets a port here, and what is sent to that port
 * reaches the address later, coming from the port of its sender. Peers that know only these ports
 * see each other through the delay.
 */
export class DelayRelay {
  readonly #ports = new Map<string, Promise<Socket>>();

  /** May be changed at any time: packets under way keep what they left with. */
  constructor(public weather: Weather) {}

  /** The port that stands for `ip:port`. */
  async portFor(ip: string, port: number): Promise<number> {
    return (await this.#socketFor(ip, port)).address().port;
  }

  /** All media of the pages that will be opened in this context takes this way. */
  async leadThrough(context: BrowserContext): Promise<void> {
    await context.exposeFunction('relayPort', (ip: string, port: number) => this.portFor(ip, port));
    await context.addInitScript(detour);
  }

  /** The same for the next documents of a page of Firefox. */
  async leadFirefoxThrough(page: FirefoxPage): Promise<void> {
    await page.exposeFunction('relayPort', (ip: string, port: number) => this.portFor(ip, port));
    await page.evaluateOnNewDocument(detour);
  }

  async stop(): Promise<void> {
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
      void this.#socketFor(from.address, from.port).then((sender) => {
        const held = this.#holdMs();
        if (held !== null) setTimeout(() => this.#deliver(sender, packet, port, ip), held);
      });
    });
    socket.bind(0, ip);
    await once(socket, 'listening');
    return socket;
  }

  /** How long this packet is on its way; null: it is lost. */
  #holdMs(): number | null {
    const { oneWayMs, jitterMs = 0, loss = 0, random = Math.random } = this.weather;
    if (random() < loss) return null;
    return Math.max(0, oneWayMs + (random() * 2 - 1) * jitterMs);
  }

  #deliver(sender: Socket, packet: Buffer, port: number, ip: string): void {
    // A socket closed while packets were under way: the run is over.
    sender.send(packet, port, ip, () => undefined);
  }
}

/**
 * Runs in a page before its scripts: every remote candidate is replaced by its port in the relay
 * (`window.relayPort`), so that no other path exists.
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
