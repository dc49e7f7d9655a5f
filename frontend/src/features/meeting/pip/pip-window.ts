import { createLog } from '../../../core/log';
import type { MeetingView } from '../stage/meeting-view';

const log = createLog('pip');

/** Document Picture-in-Picture (WICG), which TypeScript's DOM library lacks. */
interface DocumentPictureInPicture {
  requestWindow(options?: { width?: number; height?: number }): Promise<Window>;
}

const SIZE = { width: 384, height: 288 };

function documentPip(): DocumentPictureInPicture | undefined {
  return (window as { documentPictureInPicture?: DocumentPictureInPicture })
    .documentPictureInPicture;
}

/** Whether this browser can show the meeting, or at least `video`, over other applications. */
export function canPip(video: HTMLVideoElement | null): boolean {
  return documentPip() !== undefined || (document.pictureInPictureEnabled && video !== null);
}

/**
 * Opens the small window; in browsers without Document Picture-in-Picture only `video`. Must follow a
 * user gesture. If the browser refuses, nothing changes.
 */
export async function openPip(view: MeetingView, video: HTMLVideoElement | null): Promise<void> {
  const documentPictureInPicture = documentPip();
  try {
    if (documentPictureInPicture) {
      view.pipWindow.set(prepareWindow(await documentPictureInPicture.requestWindow(SIZE)));
    } else await video?.requestPictureInPicture();
  } catch (error) {
    log.warn('picture-in-picture did not open', { error });
  }
}

/** Copies language, title and the style sheets with the fonts into the empty window. */
function prepareWindow(pipWindow: Window): Window {
  const page = pipWindow.document;
  page.title = document.title;
  page.documentElement.lang = document.documentElement.lang;
  for (const link of document.querySelectorAll('link[rel=stylesheet]')) {
    page.head.append(link.cloneNode());
  }
  return pipWindow;
}

/** Closes the window or video that `openPip` opened. */
export function closePip(view: MeetingView): void {
  view.pipWindow.get()?.close();
  view.pipWindow.set(null);
  if (document.pictureInPictureElement) {
    document
      .exitPictureInPicture()
      .catch((error: unknown) => log.debug('picture-in-picture did not close', { error }));
  }
}
