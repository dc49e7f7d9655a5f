/**
 * Asks the other side, in a description that is sent, for Opus with discontinuous transmission and
 * in-band forward error correction (RFC 7587 6.1): both say what the maker of the description
 * wants to receive, so the text that travels is the place for them.
 */
export function withOpusWishes(sdp: string): string {
  const payloadTypes = [...sdp.matchAll(/^a=rtpmap:(\d+) opus\/48000/gim)].map(([, type]) => type);
  return payloadTypes.reduce<string>((text, type) => {
    const line = new RegExp(`^(a=fmtp:${type} )(.*?)(\\r?)$`, 'm');
    return text.replace(line, (_, start: string, parameters: string, end: string) => {
      const wanted = ['usedtx=1', 'useinbandfec=1'];
      const missing = wanted.filter((wish) => !parameters.split(';').includes(wish));
      return `${start}${[parameters, ...missing].join(';')}${end}`;
    });
  }, sdp);
}
