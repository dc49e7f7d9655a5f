import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configurationOf } from '../../tools/livekit/configuration.mjs';
import { repoRoot } from './paths.mjs';

const text = readFileSync(join(repoRoot, 'docker-compose.yml'), 'utf8');
/**
 * @typedef {object} Service
 * @property {string} [image]
 * @property {string | string[]} [command]
 * @property {string[] | Record<string, unknown>} [networks]
 * @property {string} [network_mode]
 * @property {string[]} [ports]
 * @property {string[]} [cap_add]
 * @property {Record<string, string>} [environment]
 * @property {string[]} [profiles]
 */
/** @type {{ services: Record<string, Service>, networks: Record<string, { internal?: boolean }> }} */
const compose = parse(text, { merge: true });
const services = Object.entries(compose.services);

describe.each(services)('the service %s', (_name, service) => {
  test('drops all capabilities but named ones and has limits and a health check', () => {
    expect(service).toMatchObject({
      restart: 'unless-stopped',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      pids_limit: expect.any(Number),
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      tmpfs: expect.arrayContaining(['/tmp']),
      healthcheck: { test: expect.any(Array) },
    });
    for (const right of service.cap_add ?? []) expect(right).toBe('NET_BIND_SERVICE');
    expect(service).not.toHaveProperty('privileged');
  });

  test('has no secret on its command line', () => {
    const { command = [], entrypoint = [] } = /** @type {Record<string, unknown>} */ (service);
    expect(JSON.stringify([command, entrypoint])).not.toMatch(/SECRET|PASSWORD|PEPPER/);
  });
});

test('only Parley can reach MongoDB, which requires a user and has no published port', () => {
  const { mongo, app, caddy, coturn } = compose.services;
  const on = (/** @type {string} */ network) =>
    services.flatMap(([name, { networks }]) =>
      Array.isArray(networks) && networks.includes(network) ? [name] : [],
    );
  expect(compose.networks.data?.internal).toBe(true);
  expect(on('data')).toEqual(['app', 'mongo']);
  expect(on('web')).toEqual(['app', 'caddy']);
  expect([mongo?.ports, app?.ports]).toEqual([undefined, undefined]);
  expect(caddy?.ports).toEqual(['80:80', '443:443', '443:443/udp']);
  expect(coturn?.network_mode).toBe('host');
  expect(app?.environment?.MONGODB_URI).toMatch(
    /^mongodb:\/\/parley:\$\{MONGO_PASSWORD:\?.*\}@mongo:27017\/parley$/,
  );
  expect(mongo?.environment).toMatchObject({
    MONGO_INITDB_ROOT_USERNAME: 'root',
    MONGO_INITDB_ROOT_PASSWORD: expect.stringContaining('${MONGO_ROOT_PASSWORD:?'),
    MONGO_PASSWORD: '${MONGO_PASSWORD}',
  });
});

test('LiveKit has the configuration of npm start, and only Parley reaches its signaling', () => {
  const { livekit, app } = compose.services;
  /** @type {Record<string, string>} */
  const env = { DOMAIN: 'meet.example.org', PUBLIC_IP: '203.0.113.7', LIVEKIT_API_SECRET: 's' };
  const filled = (livekit?.environment?.LIVEKIT_CONFIG ?? '')
    // Only the address has a default that is a variable.
    .replaceAll('${SFU_NODE_IP:-${PUBLIC_IP}}', '${PUBLIC_IP}')
    .replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (_all, name, fallback) => env[name] ?? fallback);
  const expected = configurationOf({
    port: 7880,
    udpPort: 7882,
    tcpPort: 7881,
    nodeIp: '203.0.113.7',
    isOwnAddress: false,
    stunServers: ['meet.example.org:3478'],
    key: 'parley',
    secret: 's',
    webhookUrl: 'http://app:3000/sfu/webhook',
  });
  // In a container of its own, it cannot be reached on the loopback interface.
  expect(parse(filled)).toEqual({ ...JSON.parse(expected), bind_addresses: ['0.0.0.0'] });

  const requires = readFileSync(join(repoRoot, 'tools/livekit/server/go.mod'), 'utf8');
  const [, version] = /livekit-server (v[\d.]+)/.exec(requires) ?? [];
  expect(livekit?.image).toBe(`livekit/livekit-server:${version}`);
  expect(livekit?.networks).toEqual(['media']);
  // Neither 7880 nor anything else.
  expect(livekit?.ports).toEqual([
    '${SFU_UDP_PORT:-7882}:${SFU_UDP_PORT:-7882}/udp',
    '${SFU_TCP_PORT:-7881}:${SFU_TCP_PORT:-7881}',
  ]);
  expect(app?.environment).toMatchObject({
    LIVEKIT_URL: '${LIVEKIT_URL:-http://livekit:7880}',
    LIVEKIT_API_KEY: '${LIVEKIT_API_KEY:-parley}',
    LIVEKIT_API_SECRET: expect.stringContaining('${LIVEKIT_API_SECRET:?'),
  });
});

test('Prometheus and Grafana start only on request, and nobody outside reaches them or the metrics', () => {
  const { prometheus, grafana, app } = compose.services;
  for (const service of [prometheus, grafana]) expect(service?.profiles).toEqual(['monitoring']);
  expect([prometheus?.ports, grafana?.ports]).toEqual([undefined, ['127.0.0.1:3001:3000']]);
  // Off unless the operator sets it.
  expect(app?.environment?.METRICS_PORT).toBe('${METRICS_PORT:-}');
  const scraped = parse(readFileSync(join(repoRoot, 'deploy/prometheus/prometheus.yml'), 'utf8'));
  expect(scraped.scrape_configs[0].static_configs).toEqual([{ targets: ['app:9464'] }]);
  expect(readFileSync(join(repoRoot, '.env.example'), 'utf8')).toContain('# METRICS_PORT=9464\n');
});

test('.env.example names every variable of docker-compose.yml', () => {
  const example = readFileSync(join(repoRoot, '.env.example'), 'utf8');
  const used = new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name));
  const named = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect([...used].filter((name) => !named.includes(name))).toEqual([]);
});

test('the image runs a supported Node without root', () => {
  const dockerfile = readFileSync(join(repoRoot, 'deploy', 'Dockerfile'), 'utf8');
  const [, major] = /^ARG NODE_IMAGE=node:(\d+)/m.exec(dockerfile) ?? [];
  expect(Number(major)).toBeGreaterThanOrEqual(24);
  expect(dockerfile.match(/^FROM .*/gm)?.every((from) => from.includes('${NODE_IMAGE}'))).toBe(
    true,
  );
  expect(dockerfile).toMatch(/^USER node$/m);
});

describe('scripts', () => {
  /** @type {string} */
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
    mkdirSync(join(folder, 'deploy'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /**
   * Runs a script of the folder deploy in a copy of the checkout.
   * @param {string} name
   * @param {string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   */
  const run = (name, args, env = process.env) => {
    cpSync(join(repoRoot, 'deploy', name), join(folder, 'deploy', name));
    return spawnSync('sh', [join(folder, 'deploy', name), ...args], { env, encoding: 'utf8' });
  };

  test('make-env.sh writes distinct secrets that only the owner can read, and never overwrites them', () => {
    expect(run('make-env.sh', ['meet.example.org', '203.0.113.7']).status).toBe(0);
    const file = join(folder, '.env');
    const written = readFileSync(file, 'utf8');
    const values = [...written.matchAll(/^(\w+)=([0-9a-f]{64})$/gm)];
    expect(values.map(([, name]) => name)).toEqual([
      'JWT_SECRET',
      'REFRESH_SECRET',
      'PASSWORD_PEPPER',
      'TURN_SECRET',
      'MONGO_PASSWORD',
      'MONGO_ROOT_PASSWORD',
      'LIVEKIT_API_SECRET',
      'GRAFANA_PASSWORD',
    ]);
    expect(new Set(values.map(([, , value]) => value)).size).toBe(8);
    expect(written).toContain('DOMAIN=meet.example.org\nPUBLIC_IP=203.0.113.7\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);

    expect(run('make-env.sh', ['other.example.org', '203.0.113.8']).status).not.toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(written);
  });

  test('pin-images.sh adds the digest to every image and replaces an older one', () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'docker'), '#!/bin/sh\necho "sha256:$DIGEST"\n', { mode: 0o755 });
    for (const name of ['docker-compose.yml', 'deploy/Dockerfile']) {
      cpSync(join(repoRoot, name), join(folder, name));
    }
    for (const digest of ['1'.repeat(64), '2'.repeat(64)]) {
      const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, DIGEST: digest };
      expect(run('pin-images.sh', [], env).status).toBe(0);
      const pinned = parse(readFileSync(join(folder, 'docker-compose.yml'), 'utf8'), {
        merge: true,
      });
      for (const [name, { image }] of services) {
        const [tag] = image?.split('@') ?? [];
        expect(pinned.services[name].image).toBe(tag && `${tag}@sha256:${digest}`);
      }
      const dockerfile = readFileSync(join(folder, 'deploy', 'Dockerfile'), 'utf8');
      expect(dockerfile).toMatch(new RegExp(`^ARG NODE_IMAGE=node:[^@\n]+@sha256:${digest}$`, 'm'));
    }
  });

  test('start.sh passes the secret to coturn in a file that only the owner can read', () => {
    const program = join(folder, 'turnserver');
    writeFileSync(
      program,
      '#!/bin/sh\necho "$*"; stat -c %a "$2"; tail -n 1 "$2"; echo "${TURN_SECRET-none}"\n',
      { mode: 0o755 },
    );
    mkdirSync(join(folder, 'deploy', 'coturn'));
    const configuration = 'coturn/turnserver.conf';
    cpSync(join(repoRoot, 'deploy', configuration), join(folder, 'deploy', configuration));
    const { stdout } = run('coturn/start.sh', ['--realm=meet.example.org'], {
      ...process.env,
      TURN_SECRET: 'open-sesame',
      TURNSERVER_PATH: program,
      TMPDIR: folder,
    });
    const [line, mode, last, left] = stdout.trim().split('\n');
    expect(line).toMatch(/^-c \S+turnserver\.conf --realm=meet\.example\.org$/);
    expect([mode, last, left]).toEqual(['600', 'static-auth-secret=open-sesame', 'none']);
  });
});
