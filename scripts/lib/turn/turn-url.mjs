/**
 * @typedef {object} TurnUrl
 * @property {'stun' | 'turn'} purpose
 * @property {string} host name or address, without brackets
 * @property {number} port
 * @property {'udp' | 'tcp' | 'tls'} transport between the browser and the server
 */

/**
 * Reads a STUN or TURN URI (RFC 7064, RFC 7065) as browsers do.
 * @param {string} text such as `turns:turn.example.org:5349?transport=tcp`
 * @returns {TurnUrl | undefined} undefined if browsers cannot use it
 */
export function parseTurnUrl(text) {
  const match =
    /^(stun|turn)(s?):(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i.exec(
      text,
    );
  if (!match) return undefined;
  const [, purpose = '', secure, six, name, port, transport] = match;
  const number = port === undefined ? (secure ? 5349 : 3478) : Number(port);
  // TLS over UDP would be DTLS, which browsers do not use with a relay.
  if (number < 1 || number > 65_535 || (secure && transport?.toLowerCase() === 'udp')) {
    return undefined;
  }
  return {
    purpose: purpose.toLowerCase() === 'stun' ? 'stun' : 'turn',
    host: six ?? name ?? '',
    port: number,
    transport: secure ? 'tls' : transport?.toLowerCase() === 'tcp' ? 'tcp' : 'udp',
  };
}
