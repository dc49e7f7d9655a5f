import type { IceServer } from '@parley/shared/ice';
import type { PresentParticipant } from '@parley/shared/participants';
import type { JoinOffer, SignalReceived } from '@parley/shared/signaling';
import { Emitter } from '../core/emitter';
import type { MediaTransport, TransportEvents } from './media-transport';
import type { DataUsed, TransportStatistics } from './quality/statistics';
import type { SfuConnection } from './sfu/sfu-connection';
import type { ShownMedia } from './sfu/shown-media';
import type { VisibleSource } from './track-source';

/** The part of a transport that only passes on, to a mesh or to both routes; a subclass adds the rest. */
export abstract class ForwardingTransport {
  readonly events = new Emitter<TransportEvents>();
  protected readonly inner: MediaTransport;
  protected abstract readonly sfu: SfuConnection;
  protected abstract readonly shown: ShownMedia;

  constructor(inner: MediaTransport) {
    this.inner = inner;
    const { events } = this;
    inner.events.on('verificationFailed', () => events.emit('verificationFailed'));
    inner.events.on('answering', () => events.emit('answering'));
    inner.events.on('progress', (step) => events.emit('progress', step));
    inner.events.on('failed', (cause) => events.emit('failed', cause));
  }

  configure(iceServers: readonly IceServer[]): void {
    this.inner.configure(iceServers);
  }

  preconnect(people: readonly PresentParticipant[], connect: boolean): void {
    this.inner.preconnect(people, connect);
  }

  anticipate(people: number, meshLimit: number | undefined): void {
    this.sfu.anticipate(people, meshLimit);
  }

  get isPreconnected(): boolean {
    return this.inner.isPreconnected;
  }

  takeOffers(): JoinOffer[] {
    return this.inner.takeOffers();
  }

  setOnline(online: boolean): void {
    this.inner.setOnline(online);
  }

  receive(signal: SignalReceived): void {
    this.inner.receive(signal);
  }

  restartConnections(): void {
    this.inner.restartConnections();
    this.sfu.connectAgain();
  }

  verifyConnections(): void {
    this.inner.verifyConnections();
    void this.sfu.verify();
  }

  constrain(participantId: string, source: VisibleSource, height: number): void {
    this.inner.constrain(participantId, source, height);
    this.sfu.constrain(participantId, source, height);
  }

  setLowConnection(on: boolean): void {
    this.inner.setLowConnection(on);
    this.sfu.setLowConnection(on);
  }

  level(participantId: string): number {
    return this.shown.level(participantId);
  }

  get dataUsed(): DataUsed {
    return this.shown.dataUsed;
  }

  statistics(): TransportStatistics {
    return this.shown.statistics();
  }
}
