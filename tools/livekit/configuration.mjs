/**
 * What one LiveKit needs to know.
 * @typedef {object} SfuSettings
 * @property {number} port for signaling and its API, on loopback only: clients come through Parley
 * @property {number} udpPort for the media of all clients
 * @property {number} tcpPort for the media of clients that UDP does not reach
 * @property {string} nodeIp the address at which clients reach both
 * @property {boolean} isOwnAddress whether the machine of LiveKit has `nodeIp` itself, and not a router
 * @property {string[]} stunServers such as `192.0.2.1:3478`
 * @property {string} key name of the secret that signs tokens
 * @property {string} secret
 * @property {string | undefined} webhookUrl where Parley hears of participants who connect, as a hint
 */

/**
 * LiveKit's configuration, as JSON, which is YAML too. It contacts nobody: without `stun_servers`,
 * clients would ask Google's, and `use_external_ip` would as well.
 * @param {SfuSettings} settings
 * @returns {string}
 * @see https://github.com/livekit/livekit/blob/v1.13.5/config-sample.yaml
 */
export function configurationOf(settings) {
  const { port, udpPort, tcpPort, nodeIp, isOwnAddress, stunServers } = settings;
  const { key, secret, webhookUrl } = settings;
  const isLoopback = nodeIp.startsWith('127.');
  return JSON.stringify({
    port,
    bind_addresses: ['127.0.0.1'],
    keys: { [key]: secret },
    rtc: {
      udp_port: udpPort,
      tcp_port: tcpPort,
      node_ip: nodeIp,
      use_external_ip: false,
      // Of several addresses LiveKit offers the first one as `node_ip`, and then ignores what arrives
      // over TCP at the right one. Browsers reach loopback from other addresses.
      ...(isOwnAddress && !isLoopback && { ips: { includes: [`${nodeIp}/32`] } }),
      enable_loopback_candidate: isLoopback,
      // An empty list would mean Google's. Nothing answers at this one, which nobody needs: the SFU sees
      // the addresses of its clients. Its UDP port is no choice, because Chromium takes whatever comes
      // from the address of a STUN server for an answer of it, and drops it.
      stun_servers: stunServers.length > 0 ? stunServers : [`${nodeIp}:${tcpPort}`],
    },
    // Parley creates the rooms and gives the tokens.
    room: { auto_create: false, departure_timeout: 20 },
    turn: { enabled: false },
    ...(webhookUrl && {
      webhook: {
        api_key: key,
        urls: [webhookUrl],
        filter_params: { include_events: ['participant_joined', 'room_finished'] },
      },
    }),
    logging: { json: true, level: 'warn' },
  });
}
