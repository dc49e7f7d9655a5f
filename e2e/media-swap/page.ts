import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import type { CallSession } from '../../frontend/src/call/session/call-session';
import {
  MeetingView,
  MeetingViewContext,
} from '../../frontend/src/features/meeting/stage/meeting-view';
import { StreamVideo } from '../../frontend/src/features/meeting/stage/StreamVideo';
import { CallContext } from '../../frontend/src/hooks/useCall';

/** Runs in the page: a tile that plays canvas streams, and a count of what it shows. */

/** What a tile calls; typed, so that the compiler finds a method that has another name now. */
const used: Pick<CallSession, 'constrain' | 'noteVideoFrame'> = {
  constrain: () => undefined,
  noteVideoFrame: () => undefined,
};
const call = used as CallSession;
const view = new MeetingView(call);
const container = document.createElement('div');
container.style.cssText = 'position: fixed; inset: 0;';
document.body.replaceChildren(container);
const root = createRoot(container);

/** Animation frames in which the front video had each colour. */
const frames = { red: 0, blue: 0, black: 0 };

interface Source {
  readonly stream: MediaStream;
  paint(colour: string): void;
}

/** What the page offers to the test. */
export interface SwapWindow {
  createSource(): Source;
  show(stream: MediaStream): void;
  /** Starts to count `frames`. */
  look(): void;
  readonly frames: typeof frames;
  /** A source that the test keeps between two steps. */
  next: Source;
}

/** A canvas stream that has no frame before `paint`. */
function createSource(): Source {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const paint = (colour: string): void => {
    if (context === null) return;
    context.fillStyle = colour;
    context.fillRect(0, 0, canvas.width, canvas.height);
    // A canvas stream takes a frame for each change.
    requestAnimationFrame(() => paint(colour));
  };
  return { stream: canvas.captureStream(), paint };
}

function show(stream: MediaStream): void {
  const shows = { participantId: 'ana', source: 'camera' } as const;
  const video = createElement(StreamVideo, { stream, fit: 'fill', shows });
  const inView = createElement(MeetingViewContext, { value: view }, video);
  root.render(createElement(CallContext, { value: call }, inView));
}

const sample = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

function look(): void {
  const front = [...container.querySelectorAll('video')].at(-1);
  sample?.clearRect(0, 0, 1, 1);
  if (front && front.videoWidth > 0) sample?.drawImage(front, 0, 0, 1, 1);
  const [red = 0, , blue = 0] = sample?.getImageData(0, 0, 1, 1).data ?? [];
  const colour = red > 128 ? 'red' : blue > 128 ? 'blue' : 'black';
  frames[colour] += 1;
  requestAnimationFrame(look);
}

Object.assign(window, { createSource, show, look, frames });
