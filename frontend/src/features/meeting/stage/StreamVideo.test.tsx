// @vitest-environment jsdom
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { FakeCall } from '../../../call/testing/fake-call';
import { renderComponent } from '../../../testing/render-component';
import { MeetingViewProvider } from '../MeetingViewProvider';
import type { ShownSource } from './useShownHeight';
import { StreamVideo } from './StreamVideo';

interface Shown {
  stream: MediaStream;
  shows: ShownSource;
}

const stream = (name: string) => ({ name }) as unknown as MediaStream;
const [first, second] = [stream('first'), stream('second')];
const ana: ShownSource = { participantId: 'ana', source: 'camera' };

/** Shows the first stream of Ana; `show` replaces it. */
function renderVideo() {
  let setShown: (shown: Shown) => void = () => undefined;
  function Tile() {
    const [shown, set] = useState<Shown>({ stream: first, shows: ana });
    setShown = set;
    return <StreamVideo fit="fill" {...shown} />;
  }
  const call = new FakeCall({});
  const { change } = renderComponent(
    <MeetingViewProvider>
      <Tile />
    </MeetingViewProvider>,
    { call },
  );
  return { call, change, show: (shown: Shown) => change(() => setShown(shown)) };
}

const videos = () => [...document.querySelectorAll('video')];
/** The streams from back to front. */
const streams = () => videos().map(({ srcObject }) => srcObject);

test('the old video covers the new one until the new one has a frame', () => {
  const { change, show } = renderVideo();
  const [old] = videos();
  show({ stream: second, shows: ana });
  expect(streams()).toEqual([second, first]);
  expect(videos()[1]).toBe(old);

  change(() => videos()[0]?.dispatchEvent(new Event('loadeddata')));
  expect(streams()).toEqual([second]);
});

test('a stream that comes back keeps its video', () => {
  const { show } = renderVideo();
  const [old] = videos();
  show({ stream: second, shows: ana });
  show({ stream: first, shows: ana });
  expect(videos()).toEqual([old]);
  expect(streams()).toEqual([first]);
});

test('a video in a picture-in-picture window takes over the new stream', () => {
  const { change, show } = renderVideo();
  const [old] = videos();
  Object.defineProperty(document, 'pictureInPictureElement', { value: old, configurable: true });
  show({ stream: second, shows: ana });
  change(() => videos()[0]?.dispatchEvent(new Event('loadeddata')));
  Reflect.deleteProperty(document, 'pictureInPictureElement');
  expect(videos()).toEqual([old]);
  expect(streams()).toEqual([second]);
});

test('the video of another participant never stays in place', () => {
  const { show } = renderVideo();
  show({ stream: second, shows: { participantId: 'ben', source: 'camera' } });
  expect(streams()).toEqual([second]);
});

test('a tile that leaves the screen and returns at once still gets its video', () => {
  let notify: (entries: Pick<IntersectionObserverEntry, 'isIntersecting'>[]) => void = () =>
    undefined;
  const Observer = function (onChange: typeof notify) {
    notify = onChange;
    return { observe: () => undefined, disconnect: () => undefined };
  };
  vi.stubGlobal('IntersectionObserver', Observer);
  const { call } = renderVideo();
  notify([{ isIntersecting: false }]);
  expect(call.constrain).toHaveBeenLastCalledWith('ana', 'camera', 0);
  notify([{ isIntersecting: false }, { isIntersecting: true }]);
  expect(call.constrain).toHaveBeenLastCalledWith('ana', 'camera', 720);
});
