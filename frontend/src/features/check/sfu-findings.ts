import type { Finding } from './finding';

/** The steps of the check of the SFU, which large meetings use. */
export type SfuCheck =
  /** Not started, or without a session. */
  | { readonly step: 'idle' }
  | { readonly step: 'running' }
  /** This server has none. */
  | { readonly step: 'none' }
  /** The server has one, which does not answer it. */
  | { readonly step: 'down' }
  /** Others are checking, or the server did not answer. */
  | { readonly step: 'not-checked' }
  | { readonly step: 'unreachable' }
  | { readonly step: 'works'; readonly protocol: 'udp' | 'tcp' };

const SMALL = 'Meetings of up to nine people work without it.';

/** The findings of the check of the SFU so far; empty before it has started. */
export function sfuFindings(check: SfuCheck): Finding[] {
  const id = 'sfu';
  switch (check.step) {
    case 'idle':
      return [];
    case 'running':
      return [{ id, status: 'running', title: 'Sending video to the server for large meetings…' }];
    case 'none':
      return [
        {
          id,
          status: 'good',
          title: 'This server holds small meetings only',
          advice: 'It has no server for large meetings (an SFU), so nothing else can block you.',
        },
      ];
    case 'down':
      return [
        {
          id,
          status: 'warning',
          title: 'The server for large meetings does not answer',
          advice: `${SMALL} Tell the operator of Parley: npm run doctor says what is wrong with the SFU.`,
        },
      ];
    case 'not-checked':
      return [
        {
          id,
          status: 'warning',
          title: 'The server for large meetings could not be checked',
          advice: 'Wait a minute and check again.',
        },
      ];
    case 'unreachable':
      return [
        {
          id,
          status: 'warning',
          title: 'Large meetings cannot be reached from here',
          advice: `${SMALL} A firewall blocks video to the server: try another network, or ask those who run yours. If it fails everywhere, tell the operator of Parley: npm run doctor names the ports of the SFU.`,
        },
      ];
    case 'works':
      return [
        check.protocol === 'tcp'
          ? {
              id,
              status: 'warning',
              title: 'Large meetings are reached over TCP only',
              advice:
                'Your network seems to block UDP, so video may stutter. Try another network, or ask those who run yours to let UDP through to the server.',
            }
          : { id, status: 'good', title: 'Large meetings work' },
      ];
  }
}
