import { LOCAL_AUTHORITY_PATH } from '@parley/shared/local-authority';
import {
  expectedQuality,
  weakestNumber,
  type ExpectedQuality,
} from '../../call/check/expected-quality';
import type { RelayMeasurement } from '../../call/check/relay-loopback';
import type { Finding } from './finding';

/** The steps of the connection check. */
export type ConnectionCheck =
  | { readonly step: 'idle' }
  | { readonly step: 'connecting' }
  /** `hasLocalAuthority`: browsers trust the certificate only after the user has installed it. */
  | { readonly step: 'unreachable'; readonly hasLocalAuthority: boolean }
  /** The result without a session, since only users may use the relay. */
  | { readonly step: 'reached' }
  | { readonly step: 'measuring' }
  /** The browser lacks what the measurement needs. */
  | { readonly step: 'not-measurable' }
  | { readonly step: 'no-relay' }
  | { readonly step: 'relay-refused' }
  | { readonly step: 'relay-unreachable' }
  | { readonly step: 'measured'; readonly measurement: RelayMeasurement };

const SOCKET_GOOD: Finding = {
  id: 'socket',
  status: 'good',
  title: 'Connected to the server',
};

const UNREACHABLE: Finding = {
  id: 'socket',
  status: 'problem',
  title: 'No connection to the server',
  advice:
    'Check your network. If other pages open, a proxy or firewall on the way may block WebSockets: try another network, or ask those who run yours.',
};

/** In Safari, users can dismiss the warning for a page, but not for its WebSockets. */
const UNTRUSTED: Finding = {
  id: 'socket',
  status: 'problem',
  title: 'The browser does not trust this server’s certificate',
  advice:
    'iPhones, iPads and Safari allow no calls then. Install the certificate below (Settings > General > VPN & Device Management), turn it on (Settings > General > About > Certificate Trust Settings; on a Mac: Keychain Access, “Always Trust”), and load this page again. Remove it when you no longer need it.',
  link: { href: LOCAL_AUTHORITY_PATH, words: 'Certificate for this device' },
};

/** The findings of the connection check so far; empty before it has started. */
export function connectionFindings(check: ConnectionCheck): Finding[] {
  switch (check.step) {
    case 'idle':
      return [];
    case 'connecting':
      return [{ id: 'socket', status: 'running', title: 'Connecting to the server…' }];
    case 'unreachable':
      return [check.hasLocalAuthority ? UNTRUSTED : UNREACHABLE];
    case 'reached':
      return [SOCKET_GOOD];
    case 'measuring':
      return [
        SOCKET_GOOD,
        { id: 'relay', status: 'running', title: 'Measuring the connection through the relay…' },
      ];
    case 'not-measurable':
      return [
        SOCKET_GOOD,
        {
          id: 'relay',
          status: 'problem',
          title: 'This browser cannot measure the connection through the relay',
          advice:
            'That needs WebRTC, which is turned off, blocked or missing in it. The server and your network are not to blame.',
        },
      ];
    case 'no-relay':
      return [
        SOCKET_GOOD,
        {
          id: 'relay',
          status: 'warning',
          title: 'This server has no relay',
          advice:
            'A relay carries calls for which no direct connection exists. Without it, calls between two strict networks fail. Tell the operator of Parley: set TURN_URLS and TURN_SECRET.',
        },
      ];
    case 'relay-refused':
      return [
        SOCKET_GOOD,
        {
          id: 'relay',
          status: 'problem',
          title: 'The relay does not accept this server’s credentials',
          advice:
            'Calls work only over direct connections. Tell the operator of Parley: TURN_SECRET must be the same here and at the relay; npm run doctor checks it.',
        },
      ];
    case 'relay-unreachable':
      return [
        SOCKET_GOOD,
        {
          id: 'relay',
          status: 'problem',
          title: 'The relay cannot be reached from here',
          advice:
            'A firewall blocks it, or it does not run. Try another network. If it fails there too, tell the operator of Parley: the relay does not answer. Calls with people in open networks may still work.',
        },
      ];
    case 'measured':
      return [SOCKET_GOOD, relayFinding(check.measurement), qualityFinding(check.measurement)];
  }
}

function relayFinding({ protocol }: RelayMeasurement): Finding {
  if (protocol === 'tcp' || protocol === 'tls') {
    return {
      id: 'relay',
      status: 'warning',
      title: `The relay is reached over ${protocol.toUpperCase()} only`,
      advice:
        'Your network seems to block UDP, so video may stutter. Try another network, or ask those who run yours to let UDP through to the relay.',
    };
  }
  return { id: 'relay', status: 'good', title: 'The relay works' };
}

const TITLES: Record<ExpectedQuality, string> = {
  good: 'Expected quality: good. Clear audio and sharp video',
  fair: 'Expected quality: fair. Clear audio, smaller or slower video',
  audio: 'Expected quality: audio only. Video will freeze',
  poor: 'Expected quality: poor. Even audio will break up',
};

const ADVICE: Record<NonNullable<ReturnType<typeof weakestNumber>>, string> = {
  loss: 'Packets get lost: move closer to the Wi-Fi router or use a cable.',
  bitrate:
    'There is little bandwidth: pause downloads and streams, and turn your camera off if the audio breaks up.',
  roundTripMs:
    'Everything arrives late: switch off a VPN if you use one, and wait a moment before you answer.',
  jitterMs: 'Packets arrive irregularly: use a cable, or a network that fewer people use.',
};

function qualityFinding(measurement: RelayMeasurement): Finding {
  const quality = expectedQuality(measurement);
  const weakest = weakestNumber(measurement);
  return {
    id: 'quality',
    status: quality === 'good' ? 'good' : quality === 'fair' ? 'warning' : 'problem',
    title: TITLES[quality],
    ...(weakest !== null && { advice: ADVICE[weakest] }),
  };
}

/** The measurements as text, for remote support. */
export function measurementWords(measurement: RelayMeasurement): string {
  const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
  return [
    `Round trip ${number.format(measurement.roundTripMs)} ms`,
    `jitter ${number.format(measurement.jitterMs)} ms`,
    `loss ${number.format(measurement.loss * 100)} %`,
    `${number.format(measurement.bitrate / 1_000_000)} Mbit/s`,
    measurement.protocol === 'unknown' ? '' : measurement.protocol.toUpperCase(),
  ]
    .filter(Boolean)
    .join(' · ');
}
