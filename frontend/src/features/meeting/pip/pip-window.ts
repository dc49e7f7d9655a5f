import type { MeetingView } from '../stage/meeting-view';

/** Document Picture-in-Picture (WICG), which TypeScript does not know yet. */
interface DocumentPictureInPicture {
  requestWindow(options?: { width?: number; height?: number }): Promise<Window>;
}

const SIZE = { width: 384, height: 288 };

function windowMaker(): DocumentPictureInPicture | undefined {
  return (window as { documentPictureInPicture?: DocumentPictureInPicture })
    .documentPictureInPicture;
}

/** Whether this browser can show the meeting, or else this one video, over other programs. */
export function canPip(video: HTMLVideoElement | null): boolean {
  return windowMaker() !== undefined || (document.pictureInPictureEnabled && video !== null);
}

/**
 * Opens a window of ours over other programs; where only a video can be shown so, `video`. Must
 * follow a gesture. A browser that refuses leaves everything as it was.
 */
export async function openPip(view: MeetingView, video: HTMLVideoElement | null): Promise<void> {
  const maker = windowMaker();
  try {
    if (maker) view.pipWindow.set(dress(await maker.requestWindow(SIZE)));
    else await video?.requestPictureInPicture();
  } catch {
    // No gesture, no room or no right: the meeting goes on in the page.
  }
}

/** The window comes empty: it takes over the language, and the style sheets for their fonts. */
function dress(pipWindow: Window): Window {
  const page = pipWindow.document;
  page.title = document.title;
  page.documentElement.lang = document.documentElement.lang;
  for (const link of document.querySelectorAll('link[rel=stylesheet]')) {
    page.head.append(link.cloneNode());
  }
  return pipWindow;
}

/** Closes what `openPip` opened. */
export function closePip(view: MeetingView): void {
  view.pipWindow.get()?.close();
  view.pipWindow.set(null);
  if (document.pictureInPictureElement) document.exitPictureInPicture().catch(() => undefined);
}
