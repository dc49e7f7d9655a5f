import type { Page } from '@playwright/test';
import type { WatchedWindow } from './watch-media';

/** What happened to the peer connections of one page. Times are milliseconds since 1970. */
export interface Timeline {
  events: { at: number; what: string }[];
  /** For each connection, when new video frames were shown and new audio was played. */
  connections: { seenAt: number; open: boolean; video: number[]; audio: number[] }[];
  /** When the timeline was read; it contains nothing later. */
  readAt: number;
}

interface TimelineWindow extends WatchedWindow {
  parleyTimeline: Timeline;
}

/** Between two samples only the latest arrival is recorded. */
const SAMPLE_MS = 50;

/** Makes the page record what its connections do from now on. */
export async function startTimeline(page: Page): Promise<void> {
  await page.evaluate(watch, SAMPLE_MS);
}

/** Reads what the page has recorded since `startTimeline`. */
export function readTimeline(page: Page): Promise<Timeline> {
  return page.evaluate(() => {
    const { parleyTimeline, parleyTest } = window as unknown as TimelineWindow;
    parleyTest.connections.forEach((pc, index) => {
      const entry = parleyTimeline.connections[index];
      if (entry) entry.open = pc.signalingState !== 'closed';
    });
    parleyTimeline.readAt = Date.now();
    return parleyTimeline;
  });
}

const openOnes = ({ connections }: Timeline) => connections.filter(({ open }) => open);

/**
 * Milliseconds from `since` until audio and video of all others arrived again; infinite if some
 * media has not arrived, or a connection is missing.
 * @param others number of the other participants
 */
export function mediaBackAfter(timeline: Timeline, since: number, others: number): number {
  const open = openOnes(timeline);
  if (open.length !== others) return Number.POSITIVE_INFINITY;
  const times = open
    .flatMap(({ video, audio }) => [video, audio])
    .map((arrivals) => arrivals.find((at) => at > since) ?? Number.POSITIVE_INFINITY);
  return Math.max(...times) - since;
}

/**
 * The longest time in milliseconds without a new video frame of some other participant, from `since`
 * until the timeline was read; infinite if a connection is missing or was created later.
 * @param others number of the other participants
 */
export function longestGap(timeline: Timeline, since: number, others: number): number {
  const open = openOnes(timeline);
  const isSame = timeline.connections.every(({ seenAt }) => seenAt <= since);
  if (open.length !== others || !isSame) return Number.POSITIVE_INFINITY;
  const gaps = open.flatMap(({ video }) => {
    const arrivals = [since, ...video.filter((at) => at > since), timeline.readAt];
    return arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at));
  });
  return Math.max(...gaps);
}

/** Describes the events for the report, one a line, in seconds after `since`. */
export const describeTimeline = ({ events }: Timeline, since: number): string =>
  events.map(({ at, what }) => `${((at - since) / 1_000).toFixed(2)} s ${what}`).join('\n');

/** Runs in the page. */
function watch(sampleMs: number): void {
  const shared = window as unknown as TimelineWindow;
  const { connections } = shared.parleyTest;
  const timeline: Timeline = { events: [], connections: [], readAt: 0 };
  shared.parleyTimeline = timeline;
  const note = (what: string): void => {
    timeline.events.push({ at: Date.now(), what });
  };
  for (const type of ['online', 'offline']) window.addEventListener(type, () => note(type));
  const { connection } = navigator as unknown as {
    connection?: EventTarget & Record<string, unknown>;
  };
  connection?.addEventListener('change', () => {
    const { type, effectiveType, rtt, downlink } = connection;
    note(`network changed: ${[type, effectiveType, rtt, downlink].join(' ')}`);
  });

  const { restartIce } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.restartIce = function restart(this: RTCPeerConnection) {
    note(`${connections.indexOf(this)}: restartIce()`);
    restartIce.call(this);
  };

  const track = (pc: RTCPeerConnection, index: number): void => {
    timeline.connections[index] = { seenAt: Date.now(), open: true, video: [], audio: [] };
    note(`${index}: seen, ${pc.iceConnectionState}, ${pc.signalingState}`);
    for (const state of [
      'iceConnectionState',
      'connectionState',
      'iceGatheringState',
      'signalingState',
    ] as const) {
      pc.addEventListener(state.toLowerCase() + 'change', () =>
        note(`${index}: ${state} ${pc[state]}`),
      );
    }
  };

  // The browser's own timestamps (W3C webrtc-pc 5.3): a busy page reads late but shows in time.
  const latest = new Map<RTCRtpReceiver, number>();
  const sample = (pc: RTCPeerConnection, index: number): void => {
    const entry = timeline.connections[index];
    if (!entry || pc.signalingState === 'closed') return;
    for (const receiver of pc.getReceivers()) {
      const at = receiver.getSynchronizationSources()[0]?.timestamp;
      if (at === undefined || at === latest.get(receiver)) continue;
      latest.set(receiver, at);
      entry[receiver.track.kind === 'video' ? 'video' : 'audio'].push(at);
    }
  };

  setInterval(() => {
    connections.forEach((pc, index) => {
      if (!timeline.connections[index]) track(pc, index);
      sample(pc, index);
    });
  }, sampleMs);
}
