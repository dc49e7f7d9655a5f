import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type BrowserContext,
  type BrowserServer,
  chromium,
  type LaunchOptions,
  type Page,
} from '@playwright/test';
import { watchMedia } from '../../e2e/support/watch-media';
import { cpuOfTree } from './browser-cpu';
import { host, join, openPage } from './call-pages';
import { type MediaMoved, mediaMoved } from './page-usage';

/** What a meeting costs its browser. */
export interface Cost {
  /** CPU seconds per second of the whole browser. */
  cpu: number;
  /** Bytes per second of all senders, and those of video alone. */
  uplink: number;
  video: number;
  /** Decoded video frames per second of all receivers. */
  frames: number;
}

/** Everybody of a meeting, in one browser. */
export interface Meeting {
  readonly browser: BrowserServer;
  readonly pages: readonly Page[];
}

export interface MeetingOptions {
  /** Address of Parley. */
  readonly url: string;
  readonly people: number;
  readonly launch: LaunchOptions;
  /** Runs before each page is created. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>;
}

/** Opens a meeting of new users in a browser of its own. */
export async function meet({ url, people, launch, prepare }: MeetingOptions): Promise<Meeting> {
  const browserServer = await chromium.launchServer(launch);
  const browser = await chromium.connect(browserServer.wsEndpoint());
  const pages: Page[] = [];
  let link = '';
  for (let index = 0; index < people; index += 1) {
    const name = `Person ${index} ${randomUUID()}`;
    const page = await openPage(browser, url, name, async (context) => {
      await context.addInitScript(watchMedia);
      await prepare?.(context);
    });
    if (index === 0) link = await host(page);
    else await join(page, link);
    pages.push(page);
  }
  return { browser: browserServer, pages };
}

/** Measures the cost of a meeting for this time. @param ms milliseconds */
export async function costOf({ browser, pages }: Meeting, ms: number): Promise<Cost> {
  const pid = browser.process().pid ?? 0;
  const read = async (): Promise<MediaMoved> => {
    const counts = await Promise.all(pages.map((page) => page.evaluate(mediaMoved)));
    const sum = (of: keyof MediaMoved) => counts.reduce((all, count) => all + count[of], 0);
    return { all: sum('all'), video: sum('video'), frames: sum('frames') };
  };
  // A busy browser answers late, so bytes and CPU time are measured over periods of their own.
  const before = await read();
  const readAt = performance.now();
  const cpuBefore = cpuOfTree(pid);
  const cpuAt = performance.now();
  await wait(ms);
  const cpu = ((cpuOfTree(pid) - cpuBefore) * 1000) / (performance.now() - cpuAt);
  const after = await read();
  const seconds = (performance.now() - readAt) / 1000;
  return {
    cpu,
    uplink: (after.all - before.all) / seconds,
    video: (after.video - before.video) / seconds,
    frames: (after.frames - before.frames) / seconds,
  };
}

/** A cost for the note of a figure. */
export const costInWords = (name: string, { cpu, uplink, frames }: Cost): string =>
  `${name} ${cpu.toFixed(2)} cores, ${(uplink / 125_000).toFixed(2)} Mbit/s, ${frames.toFixed(0)} frames/s`;
