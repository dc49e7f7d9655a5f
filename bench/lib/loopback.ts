/**
 * Runs in a page: connects two bare RTCPeerConnections with a microphone and a camera in the size with
 * which Parley starts.
 * @returns milliseconds from the first call to the first video frame that a video element shows
 */
export async function bareLoopback(): Promise<number> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: 640, height: 360 },
  });
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  document.body.append(video);
  const start = performance.now();
  const offerer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const answerer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  offerer.onicecandidate = ({ candidate }) => void answerer.addIceCandidate(candidate ?? undefined);
  answerer.onicecandidate = ({ candidate }) => void offerer.addIceCandidate(candidate ?? undefined);
  const shown = new Promise<number>((resolve) => {
    answerer.ontrack = ({ streams, track }) => {
      if (track.kind !== 'video') return;
      video.srcObject = streams[0] ?? null;
      video.requestVideoFrameCallback(() => resolve(performance.now() - start));
    };
  });
  for (const track of stream.getTracks()) offerer.addTrack(track, stream);
  await offerer.setLocalDescription();
  if (offerer.localDescription) await answerer.setRemoteDescription(offerer.localDescription);
  await answerer.setLocalDescription();
  if (answerer.localDescription) await offerer.setRemoteDescription(answerer.localDescription);
  const time = await shown;
  offerer.close();
  answerer.close();
  for (const track of stream.getTracks()) track.stop();
  video.remove();
  return time;
}

/** Runs in the lobby: milliseconds from a click on a button to the first video frame of Ana. */
export function joinToFirstFrame(action: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const button = [...document.querySelectorAll('button')].find(
      ({ textContent }) => textContent?.trim() === action,
    );
    if (button === undefined) {
      reject(new Error(`no button '${action}'`));
      return;
    }
    let start = 0;
    const watched = new WeakSet<Element>();
    const observer = new MutationObserver(() => {
      const figure = document.querySelector('figure[aria-label="Video of Ana"] video');
      if (!(figure instanceof HTMLVideoElement) || watched.has(figure)) return;
      watched.add(figure);
      figure.requestVideoFrameCallback(() => {
        observer.disconnect();
        resolve(performance.now() - start);
      });
    });
    observer.observe(document.body, { childList: true, subtree: true });
    start = performance.now();
    button.click();
  });
}
