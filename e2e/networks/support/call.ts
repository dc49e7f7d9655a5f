import { execFileSync } from 'node:child_process';
import type { Apart } from './apart';

/** Production's usual choice: the relay is offered by both transports. */
export const BOTH_TRANSPORTS = ['?transport=udp', '?transport=tcp'] as const;

/** As on the internet: what is between the networks passes packets on, so a direct way exists. */
export function openTheWay({ networks: { t } }: Apart): void {
  execFileSync('ip', ['netns', 'exec', t, 'sysctl', '-q', '-w', 'net.ipv4.ip_forward=1']);
}
