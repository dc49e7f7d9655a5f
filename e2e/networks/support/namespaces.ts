import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  NEEDS_LINUX,
  NEEDS_ROOT,
  NO_NAMESPACES,
  noProgram,
} from '../../../scripts/lib/network-means.mjs';
import { atExit } from '../../support/at-exit';

/**
 * Three networks, `a`, `b` and `c`, that cannot reach each other, and another one, `t` ("transit"),
 * that all can reach but that forwards nothing. The addresses look public (11.0.0.0/8), so that a TURN
 * server in `t` can run with its production deny list. `t` also reaches this process, at `outside`.
 */
export interface Networks {
  readonly a: string;
  readonly b: string;
  readonly c: string;
  readonly t: string;
  /** Address at which the other networks and this process reach `t`. */
  readonly address: string;
  /** Address at which `t` reaches this process. */
  readonly outside: string;
  /** Runs `ip` in a namespace. */
  ip(namespace: string, ...args: string[]): void;
  /** Runs `nft` in a namespace; the package nftables. */
  nft(namespace: string, rule: string): void;
  /** Makes `t` forward packets, as on the internet, so that the others reach each other. */
  enableForwarding(): void;
  remove(): void;
}

/** Why this machine cannot create network namespaces, or null if it can. */
export function whyNoNetworks(): string | null {
  if (process.platform !== 'linux') return NEEDS_LINUX;
  if (process.getuid?.() !== 0) return NEEDS_ROOT;
  const programs = [
    { program: 'ip', args: ['netns', 'list'] },
    { program: 'nft', args: ['--version'] },
    { program: 'turnserver', path: process.env['TURNSERVER_PATH'], args: ['--version'] },
  ];
  for (const { program, path, args } of programs) {
    try {
      execFileSync(path ?? program, args, { stdio: 'pipe' });
    } catch {
      return noProgram(program);
    }
  }
  try {
    execFileSync('unshare', ['--net', '--mount', 'true'], { stdio: 'pipe' });
  } catch {
    return NO_NAMESPACES;
  }
  return null;
}

const run = (program: string, ...args: string[]): void => {
  execFileSync(program, args, { stdio: 'pipe' });
};

/** A public-looking IPv6 address, for relaying to IPv6 peers. */
export const ADDRESS_6 = '2a00:1450:4001::1';

/** Creates the networks. The caller must call `remove`. */
export function createNetworks(): Networks {
  // Random, because other test runs may be active; short, because interface names have a limit of 15.
  const id = randomBytes(3).toString('hex');
  const [a, b, c, t] = [`pa${id}`, `pb${id}`, `pc${id}`, `pt${id}`];
  // A /24 network for each run, so that two runs at once do not share a route to this process.
  const subnet = `11.${1 + (parseInt(id.slice(0, 2), 16) % 250)}.${parseInt(id.slice(2, 4), 16)}`;
  const ip = (namespace: string, ...args: string[]): void => run('ip', '-n', namespace, ...args);
  const remove = (): void => {
    forget();
    for (const namespace of [a, b, c, t]) {
      try {
        run('ip', 'netns', 'delete', namespace);
      } catch {
        // It was not created, or is already deleted.
      }
    }
  };
  const forget = atExit(remove);
  for (const namespace of [a, b, c, t]) {
    run('ip', 'netns', 'add', namespace);
    ip(namespace, 'link', 'set', 'lo', 'up');
  }
  ip(t, 'addr', 'add', `${ADDRESS_6}/128`, 'dev', 'lo');
  const sysctl = (namespace: string, name: string, on: boolean): void =>
    run('ip', 'netns', 'exec', namespace, 'sysctl', '-q', '-w', `net.${name}=${Number(on)}`);
  for (const [index, namespace] of [a, b, c].entries()) {
    const net = `11.0.${index + 1}`;
    // Without this, duplicate address detection (RFC 4862 5.4) adds an address two seconds later, and
    // browsers see a network change while a test loads its first page.
    sysctl(namespace, 'ipv6.conf.default.accept_dad', false);
    run(
      'ip',
      'link',
      'add',
      `v${namespace}`,
      'netns',
      t,
      'type',
      'veth',
      'peer',
      'net0',
      'netns',
      namespace,
    );
    ip(t, 'addr', 'add', `${net}.1/24`, 'dev', `v${namespace}`);
    ip(t, 'link', 'set', `v${namespace}`, 'up');
    ip(namespace, 'addr', 'add', `${net}.2/24`, 'dev', 'net0');
    ip(namespace, 'link', 'set', 'net0', 'up');
    ip(namespace, 'route', 'add', 'default', 'via', `${net}.1`);
  }
  run('ip', 'link', 'add', `v${id}`, 'type', 'veth', 'peer', 'outside', 'netns', t);
  run('ip', 'addr', 'add', `${subnet}.1/24`, 'dev', `v${id}`);
  run('ip', 'link', 'set', `v${id}`, 'up');
  ip(t, 'addr', 'add', `${subnet}.2/24`, 'dev', 'outside');
  ip(t, 'link', 'set', 'outside', 'up');
  const setForwarding = (on: boolean): void => sysctl(t, 'ipv4.ip_forward', on);
  setForwarding(false);
  return {
    a,
    b,
    c,
    t,
    address: `${subnet}.2`,
    outside: `${subnet}.1`,
    ip,
    nft: (namespace, rule) => run('ip', 'netns', 'exec', namespace, 'nft', ...rule.split(' ')),
    enableForwarding: () => setForwarding(true),
    remove,
  };
}
