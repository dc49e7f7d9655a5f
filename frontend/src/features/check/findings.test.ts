import { expect, test } from 'vitest';
import type { RelayMeasurement } from '../../call/check/relay-loopback';
import { browserFindings, type BrowserCapabilities } from './browser-findings';
import { connectionFindings, measurementWords, type ConnectionCheck } from './connection-findings';
import { deviceFindings, type DeviceFacts } from './device-findings';
import { overall } from './finding';

const able: BrowserCapabilities = {
  isSecureContext: true,
  canCall: true,
  canUseDevices: true,
  canShareScreen: true,
  canShareSound: true,
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

test('a browser that can do everything has nothing to complain about', () => {
  expect(overall(browserFindings(able))).toBe('good');
});

test('a page without HTTPS says so, and how to get HTTPS', () => {
  const [secure] = browserFindings({ ...able, isSecureContext: false, canUseDevices: false });
  expect(secure).toMatchObject({ id: 'secure', status: 'problem' });
  expect(secure?.advice).toContain('npm start -- --https');
});

test.each([
  [{ canCall: false }, 'problem'],
  [{ canUseDevices: false }, 'problem'],
  [{ canShareScreen: false }, 'warning'],
  [{ canShareSound: false }, 'good'],
  [{ canChooseSpeaker: false }, 'good'],
  [{ canRemember: false }, 'warning'],
] as const)('a browser with %j is judged %s', (lacks, status) => {
  expect(overall(browserFindings({ ...able, ...lacks }))).toBe(status);
});

test('devices that work are named, and being heard is a finding of its own', () => {
  const findings = deviceFindings(ready);
  expect(idsOf(findings)).toEqual(['microphone', 'heard', 'camera']);
  expect(findings[0]?.title).toBe('The microphone works: Desk microphone');
  expect(overall(findings)).toBe('good');
  expect(overall(deviceFindings({ ...ready, heard: false }))).toBe('warning');
});

test('a browser that cannot measure is not taken for a microphone that is silent', () => {
  const [, finding] = deviceFindings({ ...ready, heard: false, canMeasure: false });
  expect(finding).toMatchObject({ id: 'heard', status: 'warning' });
  expect(finding?.title).toContain('cannot measure');
  expect(finding?.advice).not.toContain('the bar moves');
});

test('a device that is open but system-muted, or not the one that was chosen, is no good news', () => {
  for (const error of ['system-muted', 'in-use'] as const) {
    const [finding] = deviceFindings({ ...ready, microphone: { ...on, error } });
    expect(finding?.status, error).toBe('problem');
    expect(finding?.advice, error).toMatch(/\w/);
  }
});

test('the microphone is called muted by the system, and the camera stopped', () => {
  const systemMuted = { ...on, error: 'system-muted' } as const;
  const titles = deviceFindings({ ...ready, microphone: systemMuted, camera: systemMuted }).map(
    ({ title }) => title,
  );
  expect(titles).toContain('The microphone is muted by the system');
  expect(titles).toContain('The camera is stopped by the system');
});

test('until the browser has answered nothing is judged', () => {
  const off = { ...on, on: false };
  const waiting = deviceFindings({ ...ready, microphone: off, camera: off, isOpen: false });
  expect(overall(waiting)).toBe('running');
});

test('a secure page in a browser without devices is not said to lack HTTPS', () => {
  const off = { on: false, pending: false, error: 'unsupported' } as const;
  const said = [
    ...browserFindings({ ...able, canUseDevices: false }),
    ...deviceFindings({ ...ready, microphone: off, camera: off }),
  ].filter(({ status }) => status !== 'good');
  expect(idsOf(said)).toEqual(['secure', 'microphone', 'camera']);
  for (const { title, advice } of said) {
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

test.each(REASONS)('a device that is %s comes with what to do', (error) => {
  const microphone = { on: false, pending: false, error };
  const [finding, next] = deviceFindings({ ...ready, microphone });
  expect(finding).toMatchObject({ id: 'microphone', status: 'problem' });
  expect(finding?.advice).toMatch(/\w/);
  expect(next?.id).toBe('camera');
});

test('each step of the connection is told, and every trouble has its advice', () => {
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
  'what only the server’s side can mend is something to tell them: %s',
  (step) => {
    expect(connectionFindings({ step }).at(-1)?.advice).toMatch(/tell whoever runs Parley: /i);
  },
);

test('where the certificate was made for the network, that is what is blamed, and it can be had', () => {
  const [trusted] = connectionFindings({ step: 'unreachable', hasLocalAuthority: false });
  expect(trusted).not.toHaveProperty('link');
  const [untrusted] = connectionFindings({ step: 'unreachable', hasLocalAuthority: true });
  expect(untrusted?.link?.href).toBe('/parley-ca.crt');
  expect(untrusted?.advice).toContain('Certificate Trust Settings');
});

test('a good path is good in words, a lossy one says what to do, TCP is noticed', () => {
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

test('the numbers are there for whoever helps from afar', () => {
  expect(measurementWords(measured)).toBe(
    'Round trip 31.4 ms · jitter 2 ms · loss 0 % · 2.4 Mbit/s · UDP',
  );
});
