import { expect, test } from 'vitest';
import type { RelayMeasurement } from '../../call/check/relay-loopback';
import { browserFindings, type BrowserCapabilities } from './browser-findings';
import { connectionFindings, measurementWords, type ConnectionCheck } from './connection-findings';
import { deviceFindings, type DeviceFacts } from './device-findings';
import { overall } from './finding';
import { sfuFindings } from './sfu-findings';

const able: BrowserCapabilities = {
  isSecureContext: true,
  canCall: true,
  canUseDevices: true,
  canShareScreen: true,
  canShareAudio: true,
  canChooseSpeaker: true,
  canRemember: true,
};
const on = { on: true, pending: false, error: null };
const ready: DeviceFacts = {
  microphone: on,
  camera: on,
  microphoneName: 'Desk microphone',
  cameraName: '',
  heard: true,
  canMeasure: true,
  isOpen: true,
};
const measured: RelayMeasurement = {
  roundTripMs: 31.4,
  jitterMs: 2,
  loss: 0,
  bitrate: 2_400_000,
  protocol: 'udp',
};

const idsOf = (findings: readonly { id: string }[]) => findings.map(({ id }) => id);

test('a browser with every capability is good', () => {
  expect(overall(browserFindings(able))).toBe('good');
});

test('a page without HTTPS is a problem with advice', () => {
  const [secure] = browserFindings({ ...able, isSecureContext: false, canUseDevices: false });
  expect(secure).toMatchObject({ id: 'secure', status: 'problem' });
  expect(secure?.advice).toContain('npm start -- --https');
});

test.each([
  [{ canCall: false }, 'problem'],
  [{ canUseDevices: false }, 'problem'],
  [{ canShareScreen: false }, 'warning'],
  [{ canShareAudio: false }, 'good'],
  [{ canChooseSpeaker: false }, 'good'],
  [{ canRemember: false }, 'warning'],
] as const)('a browser with %j has the status %s', (lacks, status) => {
  expect(overall(browserFindings({ ...able, ...lacks }))).toBe(status);
});

test('working devices are named, and audible speech is a finding of its own', () => {
  const findings = deviceFindings(ready);
  expect(idsOf(findings)).toEqual(['microphone', 'heard', 'camera']);
  expect(findings[0]?.title).toBe('The microphone works: Desk microphone');
  expect(overall(findings)).toBe('good');
  expect(overall(deviceFindings({ ...ready, heard: false }))).toBe('warning');
});

test('a browser that cannot measure audio levels has its own finding', () => {
  const [, finding] = deviceFindings({ ...ready, heard: false, canMeasure: false });
  expect(finding).toMatchObject({ id: 'heard', status: 'warning' });
  expect(finding?.title).toContain('cannot measure');
  expect(finding?.advice).not.toContain('the bar moves');
});

test('a system-muted or busy microphone is a problem', () => {
  for (const error of ['system-muted', 'in-use'] as const) {
    const [finding] = deviceFindings({ ...ready, microphone: { ...on, error } });
    expect(finding?.status, error).toBe('problem');
    expect(finding?.advice, error).toMatch(/\w/);
  }
});

test('a system-muted microphone is called muted, a system-muted camera stopped', () => {
  const systemMuted = { ...on, error: 'system-muted' } as const;
  const titles = deviceFindings({ ...ready, microphone: systemMuted, camera: systemMuted }).map(
    ({ title }) => title,
  );
  expect(titles).toContain('The microphone is muted by the system');
  expect(titles).toContain('The camera is stopped by the system');
});

test('the check is running until the browser has answered', () => {
  const off = { ...on, on: false };
  const waiting = deviceFindings({ ...ready, microphone: off, camera: off, isOpen: false });
  expect(overall(waiting)).toBe('running');
});

test('a secure page in a browser without devices gets no advice about HTTPS', () => {
  const off = { on: false, pending: false, error: 'unsupported' } as const;
  const troubles = [
    ...browserFindings({ ...able, canUseDevices: false }),
    ...deviceFindings({ ...ready, microphone: off, camera: off }),
  ].filter(({ status }) => status !== 'good');
  expect(idsOf(troubles)).toEqual(['secure', 'microphone', 'camera']);
  for (const { title, advice } of troubles) {
    expect(`${title} ${advice}`).not.toMatch(/https/i);
    expect(advice).toMatch(/Firefox/);
  }
});

const REASONS = [
  'permission-denied',
  'not-found',
  'in-use',
  'insecure-context',
  'unsupported',
  'unknown',
] as const;

test.each(REASONS)('a microphone with the error %s has advice', (error) => {
  const microphone = { on: false, pending: false, error };
  const [finding, next] = deviceFindings({ ...ready, microphone });
  expect(finding).toMatchObject({ id: 'microphone', status: 'problem' });
  expect(finding?.advice).toMatch(/\w/);
  expect(next?.id).toBe('camera');
});

test('each step of the connection has a finding, and every problem has advice', () => {
  const troubles: ConnectionCheck[] = [
    { step: 'unreachable', hasLocalAuthority: false },
    { step: 'unreachable', hasLocalAuthority: true },
    { step: 'not-measurable' },
    { step: 'no-relay' },
    { step: 'relay-refused' },
    { step: 'relay-unreachable' },
  ];
  for (const check of troubles) {
    const last = connectionFindings(check).at(-1);
    expect(last?.status, check.step).not.toBe('good');
    expect(last?.advice, check.step).toMatch(/\w/);
  }
  expect(overall(connectionFindings({ step: 'reached' }))).toBe('good');
  expect(connectionFindings({ step: 'idle' })).toEqual([]);
  expect(overall(connectionFindings({ step: 'connecting' }))).toBe('running');
  expect(overall(connectionFindings({ step: 'measuring' }))).toBe('running');
});

test.each(['no-relay', 'relay-refused', 'relay-unreachable'] as const)(
  'the advice for %s is to tell the operator',
  (step) => {
    expect(connectionFindings({ step }).at(-1)?.advice).toMatch(/tell the operator of Parley: /i);
  },
);

test('a server with its own certificate authority offers the certificate', () => {
  const [trusted] = connectionFindings({ step: 'unreachable', hasLocalAuthority: false });
  expect(trusted).not.toHaveProperty('link');
  const [untrusted] = connectionFindings({ step: 'unreachable', hasLocalAuthority: true });
  expect(untrusted?.link?.href).toBe('/parley-ca.crt');
  expect(untrusted?.advice).toContain('Certificate Trust Settings');
});

test('a good relay is called good, loss has advice, and TCP is a warning', () => {
  const of = (more: Partial<RelayMeasurement>) => {
    const check: ConnectionCheck = { step: 'measured', measurement: { ...measured, ...more } };
    return connectionFindings(check);
  };
  expect(of({}).at(-1)?.title).toContain('good');
  expect(of({}).at(-1)).not.toHaveProperty('advice');
  expect(of({ loss: 0.1 }).at(-1)).toMatchObject({ status: 'problem' });
  expect(of({ loss: 0.1 }).at(-1)?.advice).toContain('cable');
  expect(of({ protocol: 'tcp' })[1]).toMatchObject({ status: 'warning' });
});

test('the measurements are available as text', () => {
  expect(measurementWords(measured)).toBe(
    'Round trip 31.4 ms · jitter 2 ms · loss 0 % · 2.4 Mbit/s · UDP',
  );
});

test('a way to large meetings is good over UDP, and all that prevents it is no problem for small ones', () => {
  expect(sfuFindings({ step: 'idle' })).toEqual([]);
  expect(overall(sfuFindings({ step: 'running' }))).toBe('running');
  expect(overall(sfuFindings({ step: 'works', protocol: 'udp' }))).toBe('good');
  expect(overall(sfuFindings({ step: 'none' }))).toBe('good');
  for (const step of ['down', 'unreachable', 'not-checked'] as const) {
    const findings = sfuFindings({ step });
    expect(overall(findings)).toBe('warning');
    expect(findings[0]?.advice).toBeDefined();
  }
  const [tcp] = sfuFindings({ step: 'works', protocol: 'tcp' });
  expect(tcp).toMatchObject({ status: 'warning', title: expect.stringContaining('TCP') });
  // Who can help, and what still works.
  const [blocked] = sfuFindings({ step: 'unreachable' });
  expect(blocked?.advice).toMatch(/up to nine people.*those who run yours.*operator/);
});
