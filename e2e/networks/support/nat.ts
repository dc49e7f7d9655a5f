import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Networks } from './namespaces';

const COMPOSE = join(import.meta.dirname, '../../../docker-compose.yml');

/** The address of the machine behind NAT. */
export const PRIVATE_IP = '10.77.0.2';

/**
 * Puts a machine with `PRIVATE_IP` behind 1:1 NAT into `t`, as clouds do: no interface has its public
 * address, and packets to that address are forwarded to the private one.
 * @returns the public address, which this process can reach
 */
export function behindNat({ t, ip, nft, address, outside }: Networks): string {
  const publicIp = outside.replace(/\d+$/, '3');
  ip(t, 'addr', 'add', `${PRIVATE_IP}/32`, 'dev', 'lo');
  execFileSync('ip', ['route', 'add', `${publicIp}/32`, 'via', address]);
  nft(t, 'add table ip nat');
  nft(t, 'add chain ip nat prerouting { type nat hook prerouting priority -100 ; }');
  nft(t, `add rule ip nat prerouting ip daddr ${publicIp} dnat to ${PRIVATE_IP}`);
  return publicIp;
}

/**
 * The address options that docker-compose.yml passes to coturn.
 * @param env variables as in `.env`
 */
export function addressOptions(env: Record<string, string>): string[] {
  const options = readFileSync(COMPOSE, 'utf8').match(/--(external-ip|allowed-peer-ip)=\S.*$/gm);
  return (options ?? []).map((option) => interpolate(option, env));
}

/** Interpolates `${NAME}`, `${NAME:-default}` and `${NAME:?message}`, inner expressions first. */
function interpolate(text: string, env: Record<string, string>): string {
  const innermost = /\$\{(\w+)(?::([-?])([^${}]*))?\}/;
  let rest = text;
  for (let match = innermost.exec(rest); match; match = innermost.exec(rest)) {
    const [whole, name = '', kind, word = ''] = match;
    rest = rest.replace(whole, env[name] || (kind === '-' ? word : ''));
  }
  return rest;
}
