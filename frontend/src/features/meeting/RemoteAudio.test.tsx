// @vitest-environment jsdom
import { useState } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { renderComponent } from '../../testing/render-component';
import { RemoteAudio } from './RemoteAudio';

const stream = (name: string) => ({ name }) as unknown as MediaStream;
const [first, second] = [stream('first'), stream('second')];

const play = vi.fn<() => Promise<void>>();

beforeEach(() => {
  play.mockReset().mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(play);
});

/** Plays the first stream; `listenTo` replaces it. */
function renderAudio(onBlocked: (play: () => void) => void = () => undefined) {
  let setStream: (next: MediaStream) => void = () => undefined;
  function Audio() {
    const [current, set] = useState(first);
    setStream = set;
    return <RemoteAudio stream={current} label="Ana" audioOutputId={null} onBlocked={onBlocked} />;
  }
  const { change } = renderComponent(<Audio />);
  return { change, listenTo: (next: MediaStream) => change(() => setStream(next)) };
}

const audible = () =>
  [...document.querySelectorAll('audio')]
    .filter(({ muted }) => !muted)
    .map(({ srcObject }) => srcObject);

test('the old stream is heard alone until the new one plays', async () => {
  const { change, listenTo } = renderAudio();
  expect(audible()).toEqual([first]);
  listenTo(second);
  expect(audible()).toEqual([first]);
  expect(document.querySelectorAll('audio')).toHaveLength(2);

  const added = document.querySelectorAll('audio')[1];
  change(() => added?.dispatchEvent(new Event('playing')));
  await vi.waitFor(() => expect(audible()).toEqual([second]));
  expect([...document.querySelectorAll('audio')]).toEqual([added]);
});

test('a browser that requires a gesture is asked again', async () => {
  play.mockRejectedValueOnce(new DOMException('no gesture', 'NotAllowedError'));
  const blocked: (() => void)[] = [];
  renderAudio((again) => blocked.push(again));
  await vi.waitFor(() => expect(blocked).toHaveLength(1));
  blocked[0]?.();
  expect(play).toHaveBeenCalledTimes(2);
});
