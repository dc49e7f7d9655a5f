import type { Description } from '@parley/shared/signaling';

/** Session id and session version (RFC 8866 5.2). */
const ORIGIN = /^o=\S+ (\d+) (\d+) /m;

/** `new`: act on it; `repeated`: the one seen last, sent again; `stale`: older than one seen. */
export type Freshness = 'new' | 'repeated' | 'stale';

/**
 * Tells descriptions that were delivered twice or late from new ones, by the session version that
 * each maker counts up (RFC 8866 5.2, RFC 8829 5.2.2); without it a second copy of an old answer
 * could be taken for the answer to the present offer. An answer that was lost is sent again after
 * newer offers, so answers are judged by answers alone. An offer that is older than an answer was
 * taken back or settled before its maker could answer.
 */
export class SdpVersionFilter {
  readonly #versions = { offer: -1n, answer: -1n };

  judge(description: Description): Freshness {
    const { type, sdp } = description;
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

/** How often the session was described, by the `o=` line; null where the text has none. */
export function sessionVersion(sdp = ''): bigint | null {
  const found = ORIGIN.exec(sdp)?.[2];
  return found === undefined ? null : BigInt(found);
}

/** Which session it is: each RTCPeerConnection draws its number by chance and keeps it. */
export function sessionId(sdp = ''): string | null {
  return ORIGIN.exec(sdp)?.[1] ?? null;
}
