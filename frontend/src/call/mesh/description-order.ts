import type { Description } from '@parley/shared/signaling';

/** `new`: act on it; `repeated`: the one seen last, sent again; `stale`: older than one seen. */
export type Freshness = 'new' | 'repeated' | 'stale';

/**
 * Tells descriptions that were delivered twice or late from new ones, by the session version that
 * each maker counts up (RFC 8866 5.2, RFC 8829 5.2.2); without it a second copy of an old answer
 * could be taken for the answer to the present offer.
 */
export class DescriptionOrder {
  #version = -1n;

  judge(description: Description): Freshness {
    const version = sessionVersion(description.sdp);
    if (version === null || version > this.#version) {
      this.#version = version ?? this.#version;
      return 'new';
    }
    return version === this.#version ? 'repeated' : 'stale';
  }
}

/** The number in the `o=` line; null where the text has none. */
export function sessionVersion(sdp: string): bigint | null {
  const found = /^o=\S+ \d+ (\d+) /m.exec(sdp)?.[1];
  return found === undefined ? null : BigInt(found);
}
