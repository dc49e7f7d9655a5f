/**
 * Runs in a page: the minimal call between two remote peers. Each has one peer connection, signals
 * take `oneWayMs`, and the cameras have the size with which Parley starts.
 * @returns milliseconds from the offer to the first video frame that the offerer shows
 */
export async function bareCall(oneWayMs: number): Promise<number> {
  const wait = () => new Promise<void>((resolve) => setTimeout(resolve, oneWayMs));
  const camera = () =>
    navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
  const [mine, theirs] = [await camera(), await camera()];
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  document.body.append(video);
  const configuration = { bundlePolicy: 'max-bundle' } as const;
  const offerer = new RTCPeerConnection(configuration);
  const answerer = new RTCPeerConnection(configuration);
  for (const track of mine.getTracks()) offerer.addTrack(track, mine);
  for (const track of theirs.getTracks()) answerer.addTrack(track, theirs);
  const described = new Map<RTCPeerConnection, Promise<void>>();
  const trickle = (from: RTCPeerConnection, to: RTCPeerConnection): void => {
    from.onicecandidate = ({ candidate }) => {
      void wait()
        .then(() => described.get(to))
        .then(() => to.addIceCandidate(candidate ?? undefined));
    };
  };
  const send = async (from: RTCPeerConnection, to: RTCPeerConnection): Promise<void> => {
    await wait();
    if (from.localDescription) {
      const setting = to.setRemoteDescription(from.localDescription);
      described.set(to, setting);
      await setting;
    }
  };
  const start = performance.now();
  const shown = new Promise<number>((resolve) => {
    offerer.ontrack = ({ streams, track }) => {
      if (track.kind !== 'video') return;
      video.srcObject = streams[0] ?? null;
      video.requestVideoFrameCallback(() => resolve(performance.now() - start));
    };
  });
  trickle(offerer, answerer);
  trickle(answerer, offerer);
  await offerer.setLocalDescription();
  await send(offerer, answerer);
  await answerer.setLocalDescription();
  await send(answerer, offerer);
  const time = await shown;
  for (const pc of [offerer, answerer]) pc.close();
  for (const track of [...mine.getTracks(), ...theirs.getTracks()]) track.stop();
  video.remove();
  return time;
}
