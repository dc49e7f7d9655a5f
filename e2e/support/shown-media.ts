import { expect, type Locator, type Page } from '@playwright/test';
import type { Client } from './client';
import type { WatchedWindow } from './watch-media';

/** What a client has shown and played of one participant, whichever connection brought it. */
export interface Shown {
  /** When video frames were presented, in milliseconds since 1970. */
  readonly frames: readonly number[];
  /** Received audio of the one element that is audible, in samples and packets. */
  readonly audio: {
    readonly samples: number;
    /** Samples that the browser made up because none arrived, without those of silence. */
    readonly concealed: number;
    readonly packets: number;
    readonly energy: number;
  };
  /** How often two elements were loud at once (they cross-fade), and how often none of the participant's was. */
  readonly doubled: number;
  readonly missing: number;
  /** When this was read. */
  readonly readAt: number;
}

interface ShownWindow extends WatchedWindow {
  parleyShown: (name: string) => Promise<Shown>;
}

/** Makes a page in a call record what it shows of each participant from now on. */
export const watchShown = ({ page }: Pick<Client, 'page'>): Promise<void> => page.evaluate(record);

/** What a client has shown of a participant since `watchShown`. */
export function readShown(page: Page, name: string): Promise<Shown> {
  return page.evaluate((of) => (window as unknown as ShownWindow).parleyShown(of), name);
}

/** Expects that a video shows more than `count` new frames. */
export async function expectNewFrames(video: Locator, count = 0): Promise<void> {
  const frames = () =>
    video.evaluate(
      (element: HTMLVideoElement) => element.getVideoPlaybackQuality().totalVideoFrames,
    );
  const before = await frames();
  await expect.poll(frames).toBeGreaterThan(before + count);
}

/** Expects that each client shows new video frames and plays new audio of each other one. */
export async function expectAllShown(clients: readonly Client[]): Promise<void> {
  for (const viewer of clients) {
    for (const { name } of clients) if (name !== viewer.name) await expectShown(viewer, name);
  }
}

/**
 * Expects that a client shows and plays something new of a participant.
 * @param what what is expected
 */
export async function expectShown(
  viewer: Client,
  name: string,
  what: { video: boolean; audio: boolean } = { video: true, audio: true },
): Promise<void> {
  const before = await readShown(viewer.page, name);
  await expect
    .poll(
      async () => {
        const { frames, audio } = await readShown(viewer.page, name);
        return {
          video: frames.length > before.frames.length + 3 || !what.video,
          packets: audio.packets > before.audio.packets || !what.audio,
          energy: audio.energy > before.audio.energy || !what.audio,
        };
      },
      { message: `${viewer.name} sees and hears ${name}`, timeout: 30_000 },
    )
    .toEqual({ video: true, packets: true, energy: true });
}

/** The longest time in milliseconds without a new frame, from `since` until the media were read. */
export function longestShownGap({ frames, readAt }: Shown, since: number): number {
  const moments = [since, ...frames.filter((at) => at > since), readAt];
  return Math.max(...moments.slice(1).map((at, index) => at - (moments[index] ?? at)));
}

/** Runs in the page: a line about each stream that it sends or receives, for the report of a failure. */
export async function describeStreams(): Promise<string> {
  const { connections } = (window as unknown as WatchedWindow).parleyTest;
  const keys = ['rid', 'active', 'frameHeight', 'framesSent', 'framesDecoded', 'packetsReceived'];
  const lines: string[] = [];
  for (const connection of connections) {
    lines.push(`${connection.connectionState} ${connection.signalingState}`);
    if (connection.signalingState === 'closed') continue;
    const stats = (await connection.getStats()).values() as Iterable<Record<string, unknown>>;
    for (const entry of stats) {
      if (!/^(in|out)bound-rtp$/.test(String(entry['type']))) continue;
      const known = ['type', 'kind', 'trackIdentifier', ...keys].filter((key) => key in entry);
      lines.push(`  ${known.map((key) => `${key}=${String(entry[key])}`).join(' ')}`);
    }
  }
  return lines.join('\n');
}

/** Runs in the page. */
function record(): void {
  const SCAN_MS = 50;
  const STATS_MS = 250;
  const { parleyTest } = window as unknown as ShownWindow;
  interface Person {
    frames: number[];
    audio: { samples: number; concealed: number; packets: number; energy: number };
    doubled: number;
    missing: number;
  }
  const people = new Map<string, Person>();
  const person = (name: string): Person => {
    const known = people.get(name) ?? {
      frames: [],
      audio: { samples: 0, concealed: 0, packets: 0, energy: 0 },
      doubled: 0,
      missing: 0,
    };
    people.set(name, known);
    return known;
  };
  const watched = new WeakSet<Element>();

  /** Notes the frames of a video while it is the one on top. */
  const watch = (name: string, video: HTMLVideoElement): void => {
    watched.add(video);
    let presented = 0;
    let last = 0;
    const onFrame = (_now: number, metadata: VideoFrameCallbackMetadata): void => {
      const at = performance.timeOrigin + metadata.presentationTime;
      // The page learns late, and only of the latest frame, while it is busy: frames between were
      // shown too, and count as if they had come at equal distances.
      const missed = presented === 0 ? 0 : metadata.presentedFrames - presented - 1;
      const isOnTop = video.parentElement?.querySelector('video:last-of-type') === video;
      if (isOnTop) {
        for (let index = 1; index <= missed; index += 1) {
          person(name).frames.push(last + ((at - last) * index) / (missed + 1));
        }
        person(name).frames.push(at);
      }
      presented = metadata.presentedFrames;
      last = at;
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  };

  const nameIn = (element: Element): string =>
    (element.getAttribute('aria-label') ?? '').replace(/^(Video|Audio) of /, '');
  const audible = (): Map<string, HTMLAudioElement[]> => {
    const byName = new Map<string, HTMLAudioElement[]>();
    for (const audio of document.querySelectorAll<HTMLAudioElement>('audio[aria-label]')) {
      const all = byName.get(nameIn(audio)) ?? [];
      byName.set(
        nameIn(audio),
        audio.muted || audio.paused || audio.volume <= 0.5 ? all : [...all, audio],
      );
    }
    return byName;
  };

  setInterval(() => {
    for (const figure of document.querySelectorAll('figure[aria-label^="Video of "]')) {
      for (const video of figure.querySelectorAll('video')) {
        if (!watched.has(video)) watch(nameIn(figure), video);
      }
    }
    for (const [name, elements] of audible()) {
      if (elements.length > 1) person(name).doubled += 1;
      if (elements.length === 0) person(name).missing += 1;
    }
  }, SCAN_MS);

  type Entry = Record<string, unknown>;
  const counts = (entry: Entry) => ({
    samples: Number(entry['totalSamplesReceived'] ?? 0),
    concealed:
      Number(entry['concealedSamples'] ?? 0) - Number(entry['silentConcealedSamples'] ?? 0),
    packets: Number(entry['packetsReceived'] ?? 0),
    energy: Number(entry['totalAudioEnergy'] ?? 0),
  });
  const before = new Map<string, ReturnType<typeof counts>>();
  const sample = async (): Promise<void> => {
    const now = new Map<string, ReturnType<typeof counts>>();
    for (const connection of parleyTest.connections) {
      if (connection.signalingState === 'closed') continue;
      for (const entry of (await connection.getStats()).values() as Iterable<Entry>) {
        if (entry['type'] !== 'inbound-rtp' || entry['kind'] !== 'audio') continue;
        now.set(String(entry['trackIdentifier']), counts(entry));
      }
    }
    for (const [name, elements] of audible()) {
      const tracks = elements.flatMap(({ srcObject }) =>
        srcObject instanceof MediaStream ? srcObject.getAudioTracks() : [],
      );
      for (const { id } of tracks) {
        const [old, current] = [before.get(id), now.get(id)];
        if (!old || !current) continue;
        const { audio } = person(name);
        for (const key of ['samples', 'concealed', 'packets', 'energy'] as const) {
          // A recreated connection counts from zero.
          audio[key] += Math.max(0, current[key] - old[key]);
        }
      }
    }
    for (const [id, entry] of now) before.set(id, entry);
  };
  let sampling: Promise<void> = Promise.resolve();
  setInterval(() => {
    sampling = sampling.then(sample);
  }, STATS_MS);

  Object.assign(window, {
    parleyShown: async (name: string) => {
      sampling = sampling.then(sample);
      await sampling;
      return structuredClone({ ...person(name), readAt: Date.now() });
    },
  });
}
