/** Speech: pauses are not sent. */
const MICROPHONE = ['usedtx=1', 'useinbandfec=1'];
/** What a shared tab plays, often music: DTX would gate its quiet parts, and mono flatten it. */
const SCREEN = ['stereo=1', 'sprop-stereo=1', 'useinbandfec=1'];

/**
 * Asks the other side, in a description that is sent, for Opus as it suits what the section
 * carries (RFC 7587 6.1): most parameters say what the maker of the description wants to receive,
 * so the text that travels is the place for them. The first section for sound is the microphone's
 * for as long as a connection lasts (see `Senders`), any further one the screen's.
 */
export function withOpusWishes(sdp: string): string {
  let wanted = MICROPHONE;
  return sdp
    .split(/(?=^m=)/m)
    .map((section) => {
      if (!section.startsWith('m=audio')) return section;
      const amended = withParameters(section, wanted);
      wanted = SCREEN;
      return amended;
    })
    .join('');
}

function withParameters(section: string, wanted: readonly string[]): string {
  const [, type] = /^a=rtpmap:(\d+) opus\/48000/im.exec(section) ?? [];
  if (type === undefined) return section;
  const line = new RegExp(`^(a=fmtp:${type} )(.*?)(\\r?)$`, 'm');
  return section.replace(line, (_, start: string, parameters: string, end: string) => {
    const missing = wanted.filter((wish) => !parameters.split(';').includes(wish));
    return `${start}${[parameters, ...missing].join(';')}${end}`;
  });
}
