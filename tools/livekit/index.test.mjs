import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startSfu } from './index.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-sfu-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program in place of LiveKit that notes how it was started, and listens on its port. */
function fakeProgram() {
  const file = join(folder, 'livekit-server');
  writeFileSync(
    file,
    `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const { port, keys, webhook } = JSON.parse(process.env.LIVEKIT_CONFIG);
const server = require('node:net').createServer();
server.listen(port, '127.0.0.1', () => {
  const start = { pid: process.pid, args: process.argv.slice(2), keys, webhook };
  appendFileSync(${JSON.stringify(join(folder, 'starts'))}, JSON.stringify(start) + '\\n');
});
`,
  );
  chmodSync(file, 0o755);
  return file;
}

/** @returns {{ pid: number, args: string[], keys: Record<string, string>, webhook?: object }[]} */
function starts() {
  const file = join(folder, 'starts');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** @param {Partial<Parameters<typeof startSfu>[0]>} options */
function startHere(options) {
  /** @type {string[]} */
  const lines = [];
  const starting = startSfu({
    env: { ...process.env, SFU: 'on' },
    log: (line) => lines.push(line),
    pauseMs: 10,
    ...options,
  });
  return { starting, lines };
}

test('an SFU that dies is started again, and ends with its start script', async () => {
  const program = fakeProgram();
  const { starting, lines } = startHere({ find: () => program });
  const sfu = await starting;
  await vi.waitFor(() => expect(starts()).toHaveLength(1), 10_000);
  process.kill(starts()[0]?.pid ?? 0, 'SIGKILL');
  await vi.waitFor(() => expect(starts()).toHaveLength(2), 10_000);
  expect(lines).toContainEqual(expect.stringContaining('LiveKit has ended'));
  const [, second] = starts();
  const { pid, args, keys } = second ?? { pid: 0, args: ['none'], keys: {} };
  // Command lines are public; the key is not.
  expect(args).toEqual([]);
  expect(keys).toEqual({ parley: sfu.variables['LIVEKIT_API_SECRET'] });
  await vi.waitFor(() => expect(lines).toContainEqual(expect.stringContaining('is ready')), 10_000);
  await sfu.stop();
  expect(isRunning(pid)).toBe(false);
});

test('LiveKit reports to Parley where it can reach it', async () => {
  const program = fakeProgram();
  const webhookUrl = 'http://localhost:3000/sfu/webhook';
  const sfu = await startHere({ find: () => program, webhookUrl }).starting;
  await vi.waitFor(() => expect(starts()).toHaveLength(1), 10_000);
  expect(starts()[0]?.webhook).toMatchObject({ api_key: 'parley', urls: [webhookUrl] });
  await sfu.stop();
});

test('while the SFU is being built, the start goes on, and says once what is missing', async () => {
  const { starting, lines } = startHere({
    find: () => undefined,
    build: (_env, onBuilding) => {
      onBuilding();
      return new Promise(() => {});
    },
  });
  const sfu = await starting;
  expect(Object.keys(sfu.variables)).toContain('LIVEKIT_URL');
  expect(lines).toEqual([expect.stringContaining('in the background')]);
  await sfu.stop();
});

test('where no SFU is possible, one line says so', async () => {
  const { starting, lines } = startHere({
    find: () => undefined,
    build: () => Promise.resolve(undefined),
  });
  const sfu = await starting;
  await vi.waitFor(() => expect(lines).toEqual([expect.stringContaining('No SFU')]));
  await sfu.stop();
});

test('an SFU of the operator is not started here, and neither is one that is turned off', async () => {
  for (const env of [{ SFU: 'off' }, { SFU: 'on', LIVEKIT_URL: 'https://sfu.example.org' }]) {
    const find = vi.fn();
    const { starting } = startHere({ env, find });
    const { variables, stop } = await starting;
    expect(variables).toEqual({});
    expect(find).not.toHaveBeenCalled();
    await stop();
  }
});

test('nothing begins before Parley runs, and a LiveKit of another version is named', async () => {
  const program = fakeProgram();
  writeFileSync(program, '#!/bin/sh\necho livekit-server version 1.2.3\n');
  let noteRunning = () => {};
  const after = new Promise((resolve) => {
    noteRunning = () => resolve(undefined);
  });
  const find = vi.fn(() => program);
  const { starting, lines } = startHere({ find, after });
  const sfu = await starting;
  expect(Object.keys(sfu.variables)).toContain('LIVEKIT_URL');
  expect(find).not.toHaveBeenCalled();
  noteRunning();
  await vi.waitFor(() => expect(lines).toContainEqual(expect.stringContaining('1.2.3')), 10_000);
  // It ends at once and again and again, of which one line tells.
  await vi.waitFor(() => expect(lines).toHaveLength(2), 10_000);
  await sfu.stop();
  expect(lines.filter((line) => line.includes('has ended'))).toHaveLength(1);
});

test('a second Parley on one machine takes other ports for media', async () => {
  const taken = createServer();
  taken.listen(7881, '0.0.0.0').on('error', () => {
    // Another program has it already, which is as good.
  });
  /** @type {import('./running.mjs').RunningSfu[]} */
  const notes = [];
  const { starting } = startHere({
    env: { ...process.env, SFU_TCP_PORT: '', SFU_UDP_PORT: '7000' },
    find: () => undefined,
    build: () => Promise.resolve(undefined),
    note: (sfu) => notes.push(sfu),
  });
  await (await starting).stop();
  taken.close();
  expect(notes[0]?.udpPort).toBe(7000);
  expect(notes[0]?.tcpPort).not.toBe(7881);
});
