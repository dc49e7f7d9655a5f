/**
 * Says in an answer that is sent that microphone and camera, the first two sections, are received.
 * Before the other side has joined they are not: this browser drops what comes. Because the other
 * side was told so from the start, it need not be asked again when it joins, and media flows at
 * once (see `Negotiation.answerAgain`). An offer says what is true: only another one changes it.
 */
export function withPromiseToReceive(sdp: string): string {
  return sdp
    .split(/(?=^m=)/m)
    .map((section, index) =>
      index === 1 || index === 2 ? section.replace(/^a=sendonly(?=\r?$)/m, 'a=sendrecv') : section,
    )
    .join('');
}
