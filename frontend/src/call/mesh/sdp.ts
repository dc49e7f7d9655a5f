import type { Description } from '@parley/shared/signaling';

/** Session id and session version (RFC 8866 5.2). */
const ORIGIN = /^o=\S+ (\d+) (\d+) /m;
const SETUP = /^a=setup:(\w+)/gm;

/** Splits a description before each media section; the first part is the session section. */
function sectionsOf(sdp: string): string[] {
  return sdp.split(/(?=^m=)/m);
}

/** The session id of a description: each `RTCPeerConnection` draws one and keeps it. */
function sessionId(sdp = ''): string | null {
  return ORIGIN.exec(sdp)?.[1] ?? null;
}

/**
 * Whether an offer belongs to another `RTCPeerConnection` than the description that was agreed on,
 * by its session id (RFC 8829 5.2.1).
 */
export function isOfOtherSession(
  offer: Description,
  agreed: RTCSessionDescriptionInit | null,
): boolean {
  const known = sessionId(agreed?.sdp);
  return known !== null && sessionId(offer.sdp) !== known;
}

/** The session version: grows with each new description of one `RTCPeerConnection`. */
export function sessionVersion(sdp = ''): bigint | null {
  const found = ORIGIN.exec(sdp)?.[2];
  return found === undefined ? null : BigInt(found);
}

/** `new`: apply it; `repeated`: the newest one again; `stale`: older than the newest one. */
export type Freshness = 'new' | 'repeated' | 'stale';

/**
 * Tells new descriptions from duplicates and late ones by their session version (RFC 8866 5.2, RFC
 * 8829 5.2.2). Without it, a duplicate of an old answer could pass for the answer to the current
 * offer. Answers are compared with answers only, since a lost answer is sent again after newer
 * offers. An offer that is older than an answer was rolled back or settled before.
 */
export class SdpVersionFilter {
  readonly #versions = { offer: -1n, answer: -1n };

  classify({ type, sdp }: Description): Freshness {
    const version = sessionVersion(sdp);
    const latest = this.#versions[type];
    if (type === 'offer' && version !== null && version < this.#versions.answer) return 'stale';
    if (version === null || version > latest) {
      this.#versions[type] = version ?? latest;
      return 'new';
    }
    return version === latest ? 'repeated' : 'stale';
  }
}

type Role = 'active' | 'passive';

/**
 * Keeps the DTLS role of the first answer in all later answers: an ICE restart starts no new DTLS
 * association, so the role must not change (RFC 8842 5.3). Firefox answers an ICE restart with
 * `active` in any case, and Chromium refuses an answer that changes the role, so that its offer
 * would stay open and ICE would never connect again.
 */
export class DtlsRole {
  #own: Role | null = null;

  /** To call when offer and answer are set; only the first answer of the connection counts. */
  settle(
    pc: Pick<RTCPeerConnection, 'currentLocalDescription' | 'currentRemoteDescription'>,
  ): void {
    if (this.#own !== null) return;
    const { currentLocalDescription: local, currentRemoteDescription: remote } = pc;
    if (local?.type === 'answer') this.#own = roleIn(local.sdp);
    else if (remote?.type === 'answer') this.#own = opposite(roleIn(remote.sdp));
  }

  /** Returns the answer with the role that was agreed first. */
  keep(answer: string): string {
    return this.#own === null ? answer : answer.replace(SETUP, `a=setup:${this.#own}`);
  }
}

function roleIn(sdp: string): Role | null {
  const [, role] = /^a=setup:(active|passive)/m.exec(sdp) ?? [];
  return role === undefined ? null : (role as Role);
}

function opposite(role: Role | null): Role | null {
  if (role === null) return null;
  return role === 'active' ? 'passive' : 'active';
}

/** Speech: DTX saves the pauses. */
const MICROPHONE = ['usedtx=1', 'useinbandfec=1'];
/** The audio of a shared tab is often music: DTX would cut its quiet parts, mono would flatten it. */
const SCREEN_AUDIO = ['stereo=1', 'sprop-stereo=1', 'useinbandfec=1'];

/**
 * Asks the peer for Opus that suits the source (RFC 7587 6.1). Most parameters describe what the
 * author of a description wants to receive, so they belong into the text that is sent. The first
 * audio section carries the microphone (see `Transceivers`), any later one the audio of a screen.
 */
export function withOpusParameters(sdp: string): string {
  let wanted = MICROPHONE;
  return sectionsOf(sdp)
    .map((section) => {
      if (!section.startsWith('m=audio')) return section;
      const amended = withFormatParameters(section, wanted);
      wanted = SCREEN_AUDIO;
      return amended;
    })
    .join('');
}

function withFormatParameters(section: string, wanted: readonly string[]): string {
  const [, type] = /^a=rtpmap:(\d+) opus\/48000/im.exec(section) ?? [];
  if (type === undefined) return section;
  const line = new RegExp(`^(a=fmtp:${type} )(.*?)(\\r?)$`, 'm');
  return section.replace(line, (_, start: string, parameters: string, end: string) => {
    const missing = wanted.filter((parameter) => !parameters.split(';').includes(parameter));
    return `${start}${[parameters, ...missing].join(';')}${end}`;
  });
}

/**
 * The bit rate in kilobits per second with which the peer may start to send video on a preconnected
 * link. Browsers start with 300, at which the first key frame takes up most of the time between the
 * click and the call. On a new link, the higher rate made the first video frame later
 * (bench/parts/rtt.ts).
 */
const START_KBPS = 1_000;
const START_BITRATE = `x-google-start-bitrate=${START_KBPS}`;

/**
 * Tells the receiver of a description the bit rate with which its video may start. libwebrtc reads
 * the parameter from the remote description; other implementations ignore it.
 */
export function withStartBitrate(sdp: string): string {
  const types = [...sdp.matchAll(/^a=rtpmap:(\d+) (?:VP8|VP9|H264|AV1)\/90000\r?$/gim)];
  return types.reduce((text, [mapping, type]) => {
    const parameters = new RegExp(`^a=fmtp:${type} .*?(?=\\r?$)`, 'm').exec(text)?.[0];
    if (parameters?.includes(START_BITRATE)) return text;
    if (parameters) return text.replace(parameters, `${parameters};${START_BITRATE}`);
    const line = mapping.trimEnd();
    return text.replace(line, `${line}\r\na=fmtp:${type} ${START_BITRATE}`);
  }, sdp);
}

/**
 * Claims in an answer that microphone and camera, the first two sections, are received. Until the
 * peer has joined they are not: this browser drops what arrives. Because the peer has had this
 * answer from the start, media flows at once when it joins (see `Negotiation.answerAgain`). Offers
 * stay as they are, since only another offer could change what they claim.
 */
export function withPromiseToReceive(sdp: string): string {
  return sectionsOf(sdp)
    .map((section, index) =>
      index === 1 || index === 2 ? section.replace(/^a=sendonly(?=\r?$)/m, 'a=sendrecv') : section,
    )
    .join('');
}
