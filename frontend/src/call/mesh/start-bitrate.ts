/**
 * Kilobits per second that the other side's sender may begin with on a path that stands already.
 * Browsers begin with 300, with which the first picture, a key frame, is under way for most of the
 * time between the click and the call. On a path that is still being made nothing is gained: there
 * it made the first picture later (bench/parts/rtt.ts).
 */
const START_KBPS = 1_000;
const PARAMETER = `x-google-start-bitrate=${START_KBPS}`;

/**
 * Tells the receiver of a description what bit rate its video may start with, by a parameter of
 * libwebrtc that others ignore. It is read from the remote description, so the text that travels
 * is the place for it.
 */
export function withStartBitrate(sdp: string): string {
  const types = [...sdp.matchAll(/^a=rtpmap:(\d+) (?:VP8|VP9|H264|AV1)\/90000\r?$/gim)];
  return types.reduce((text, [mapping, type]) => {
    const parameters = new RegExp(`^a=fmtp:${type} .*?(?=\\r?$)`, 'm').exec(text)?.[0];
    if (parameters?.includes(PARAMETER)) return text;
    if (parameters) return text.replace(parameters, `${parameters};${PARAMETER}`);
    const line = mapping.trimEnd();
    return text.replace(line, `${line}\r\na=fmtp:${type} ${PARAMETER}`);
  }, sdp);
}
