// @vitest-environment jsdom
import { DEFAULT_CONTROLS } from '@parley/shared/roles';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeCall, participantNamed, remoteNamed } from '../../../call/testing/fake-call';
import { fireEvent, renderComponent, screen, within } from '../../../testing/render-component';
import { MeetingViewProvider } from '../MeetingViewProvider';
import { pairView, selfCorner } from './pair-view';
import { PairViewButton } from './PairViewButton';
import { Stage } from './Stage';

const stream = () => ({ getVideoTracks: () => [] }) as unknown as MediaStream;

/** A running call of Me and these participants. */
function callWith(...names: string[]): FakeCall {
  const call = new FakeCall({
    phase: 'live',
    meeting: {
      id: '1'.repeat(24),
      room: { code: 'abcd-efgh-jk', name: 'Team' },
      startedAt: '2026-05-01T10:00:00.000Z',
      capacity: 8,
      controls: DEFAULT_CONTROLS,
    },
    remotes: names.map((name) => remoteNamed(name)),
  });
  call.setSelf({ participant: participantNamed('Me') });
  return call;
}

function renderStage(call: FakeCall) {
  return renderComponent(
    <MeetingViewProvider>
      <PairViewButton />
      <Stage />
    </MeetingViewProvider>,
    { call },
  );
}

const names = () => screen.getAllByRole('figure').map((tile) => tile.getAttribute('aria-label'));
const tile = (name: string) => screen.getByRole('figure', { name });
const placeOf = (name: string) => (tile(name).parentElement as HTMLElement).style;
/** The size of a tile on the stage in square pixels. */
const areaOf = (name: string): number => {
  const { width, height } = placeOf(name);
  return Number.parseFloat(width) * Number.parseFloat(height);
};

afterEach(() => void vi.useRealTimers());

beforeEach(() => {
  pairView.choose('large');
  selfCorner.choose('bottom-right');
});

test('a user alone sees the self-view and the ways to invite others', async () => {
  const { user } = renderStage(callWith());
  expect(names()).toEqual(['Video of Me']);
  const invite = within(screen.getByRole('region', { name: 'Invite others' }));
  invite.getByText(/\/r\/abcd-efgh-jk$/);
  expect(invite.getByRole('link', { name: 'Email' }).getAttribute('href')).toMatch(
    /^mailto:\?subject=Join%20.*abcd-efgh-jk$/,
  );
  await user.click(invite.getByRole('button', { name: 'Copy link' }));
  expect(await navigator.clipboard.readText()).toMatch(/\/r\/abcd-efgh-jk$/);
});

test('the invitation waits for the answer of the server and goes with the first participant', () => {
  const call = callWith();
  const { meeting } = call.snapshot.get();
  call.set({ meeting: null });
  const { change } = renderStage(call);
  const invite = () => screen.queryByRole('region', { name: 'Invite others' });
  expect(invite()).toBeNull();
  change(() => call.set({ meeting }));
  expect(invite()).not.toBeNull();
  change(() => call.set({ remotes: [remoteNamed('Ana')] }));
  expect(invite()).toBeNull();
});

test('two participants see each other large and themselves small, or both alike', async () => {
  const { user } = renderStage(callWith('Ana'));
  expect(areaOf('Video of Ana')).toBeGreaterThan(4 * areaOf('Video of Me'));
  await user.click(screen.getByRole('button', { name: 'Show both side by side' }));
  expect(areaOf('Video of Ana')).toBe(areaOf('Video of Me'));
  expect(localStorage.getItem('parley:pair-view')).toBe('grid');
  await user.click(screen.getByRole('button', { name: 'Show the other one large' }));
  expect(areaOf('Video of Ana')).toBeGreaterThan(4 * areaOf('Video of Me'));
});

test('the small self-view moves through the corners by its button and by arrow keys', async () => {
  const { user } = renderStage(callWith('Ana'));
  const corner = () => [placeOf('Video of Me').left, placeOf('Video of Me').top];
  const bottomRight = corner();
  const move = screen.getByRole('button', { name: 'Move your video to the next corner' });
  await user.click(move);
  const bottomLeft = corner();
  expect(bottomLeft[0]).not.toBe(bottomRight[0]);
  await user.keyboard('{ArrowUp}');
  expect(corner()[0]).toBe(bottomLeft[0]);
  expect(corner()[1]).not.toBe(bottomLeft[1]);
  await user.keyboard('{ArrowDown}{ArrowRight}');
  expect(corner()).toEqual(bottomRight);
});

test('three participants have tiles of the same size and no pair view', () => {
  renderStage(callWith('Ana', 'Ben'));
  expect(names()).toEqual(['Video of Me', 'Video of Ana', 'Video of Ben']);
  expect(new Set(names().map((name) => areaOf(name ?? ''))).size).toBe(1);
  expect(screen.queryByRole('button', { name: /side by side|other one large/ })).toBeNull();
});

test('a pinned tile is large until it is unpinned', async () => {
  const { user } = renderStage(callWith('Ana', 'Ben'));
  await user.click(screen.getByRole('button', { name: 'Pin Ana' }));
  expect(areaOf('Video of Ana')).toBeGreaterThan(4 * areaOf('Video of Ben'));
  await user.click(screen.getByRole('button', { name: 'Unpin Ana' }));
  expect(areaOf('Video of Ana')).toBe(areaOf('Video of Ben'));
});

test('a double-click pins a tile', async () => {
  const { user } = renderStage(callWith('Ana', 'Ben'));
  await user.dblClick(tile('Video of Ben'));
  expect(areaOf('Video of Ben')).toBeGreaterThan(4 * areaOf('Video of Ana'));
});

test('the pin of a participant who leaves ends', async () => {
  const call = callWith('Ana', 'Ben', 'Cem');
  const { user, change } = renderStage(call);
  const { remotes } = call.snapshot.get();
  await user.click(screen.getByRole('button', { name: 'Pin Ana' }));
  change(() => call.set({ remotes: remotes.slice(1) }));
  change(() => call.set({ remotes }));
  expect(areaOf('Video of Ana')).toBe(areaOf('Video of Ben'));
});

test('a shared screen comes first and is large, and the tiles are beside it', () => {
  const call = callWith('Ana', 'Ben');
  const { change } = renderStage(call);
  const media = { microphone: true, camera: false, screen: true, hand: false };
  const participant = participantNamed('Ana', { media });
  change(() =>
    call.set({
      remotes: [remoteNamed('Ana', { participant, screenStream: stream() }), remoteNamed('Ben')],
    }),
  );
  expect(names()[0]).toBe('Screen of Ana');
  expect(areaOf('Screen of Ana')).toBeGreaterThan(4 * areaOf('Video of Ana'));
  within(tile('Screen of Ana')).getByText('is sharing');
});

test("the user's own screen is not shown back but can be stopped", async () => {
  const call = callWith('Ana');
  call.setSelf({ screenStream: stream() });
  const { user } = renderStage(call);
  expect(tile('Your screen').querySelector('video')).toBeNull();
  await user.click(within(tile('Your screen')).getByRole('button', { name: 'Stop' }));
  expect(call.media.stopScreenShare).toHaveBeenCalledOnce();
});

test('a tile shows microphone, hand and the reason of a poor connection', () => {
  const call = callWith('Ben');
  const media = { microphone: false, camera: false, screen: false, hand: true };
  call.set({
    remotes: [
      remoteNamed('Ana', {
        participant: participantNamed('Ana', { media }),
        quality: 'poor',
        qualityCause: { kind: 'loss', percent: 12 },
      }),
    ],
  });
  renderStage(call);
  const ana = within(tile('Video of Ana'));
  ana.getByTitle('Microphone off');
  ana.getByRole('img', { name: 'Hand raised' });
  ana.getByRole('img', { name: 'Connection of Ana: poor — 12% of the data is lost' });
});

test('a tile shows that a participant reconnects or cannot be reached', () => {
  const call = callWith();
  const lost = participantNamed('Ana', { connection: 'reconnecting' });
  call.set({
    remotes: [
      remoteNamed('Ana', { participant: lost }),
      remoteNamed('Ben', { initialConnect: 'connecting', quality: 'unknown' }),
      remoteNamed('Cem', { initialConnect: 'timed-out', quality: 'unknown' }),
    ],
  });
  renderStage(call);
  within(tile('Video of Ana')).getByText('Reconnecting…');
  within(tile('Video of Ben')).getByText('Connecting…');
  within(tile('Video of Cem')).getByText(/Cem/, { selector: 'p' });
});

test('a tile shows an outage of the socket only when it lasts, and lost media at once', () => {
  vi.useFakeTimers();
  const call = callWith('Ana');
  const { change } = renderStage(call);
  const isShown = () => within(tile('Video of Ana')).queryByText('Reconnecting…') !== null;
  const away = { participant: participantNamed('Ana', { connection: 'reconnecting' as const }) };
  const show = (more: object) => change(() => call.set({ remotes: [remoteNamed('Ana', more)] }));
  const pass = (ms: number) => change(() => vi.advanceTimersByTime(ms));

  show(away);
  pass(2_900);
  expect(isShown()).toBe(false);
  show({});
  pass(5_000);
  expect(isShown()).toBe(false);

  show(away);
  pass(3_000);
  expect(isShown()).toBe(true);
  show({});
  expect(isShown()).toBe(false);

  pass(5_000);
  show({ ...away, quality: 'lost' });
  expect(isShown()).toBe(true);
});

test('a tile explains that low-connection mode pauses the camera', () => {
  const call = callWith();
  const media = { microphone: true, camera: true, screen: false, hand: false };
  const participant = participantNamed('Ana', { media });
  call.set({ remotes: [remoteNamed('Ana', { participant, cameraStream: stream() })] });
  const { change } = renderStage(call);
  expect(tile('Video of Ana').querySelector('video')).not.toBeNull();
  change(() => call.set({ lowConnection: true }));
  expect(tile('Video of Ana').querySelector('video')).toBeNull();
  within(tile('Video of Ana')).getByText('Camera paused to save data');
});

test('participants with equal names have numbered tiles and pins', () => {
  const call = callWith();
  call.set({
    remotes: [
      remoteNamed('Ana'),
      remoteNamed('Ana', { participant: participantNamed('Ana', { id: 'x', nameNumber: 2 }) }),
    ],
  });
  renderStage(call);
  expect(names()).toEqual(['Video of Me', 'Video of Ana', 'Video of Ana (2)']);
  screen.getByRole('button', { name: 'Pin Ana (2)' });
});

/** P01 … P49 */
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => `P${String(index + 1).padStart(2, '0')}`);
const idOf = (name: string) => participantNamed(name).id;

test('sixteen people are on one page, and more on several', async () => {
  const call = callWith(...people(15));
  const { user, change } = renderStage(call);
  expect(names()).toHaveLength(16);
  expect(screen.queryByRole('navigation', { name: 'Pages of people' })).toBeNull();

  change(() => call.set({ remotes: people(49).map((name) => remoteNamed(name)) }));
  expect(names()).toHaveLength(16);
  expect(names()[0]).toBe('Video of Me');
  const size = areaOf('Video of P01');
  await user.click(screen.getByRole('button', { name: 'Next page' }));
  screen.getByRole('status', { name: 'Page 2 of 4' });
  expect(names()[0]).toBe('Video of P16');
  await user.keyboard('{PageDown}{PageDown}{PageDown}');
  screen.getByRole('status', { name: 'Page 4 of 4' });
  expect(names()).toEqual(['Video of P48', 'Video of P49']);
  expect(areaOf('Video of P48')).toBe(size);
  await user.click(screen.getByRole('button', { name: 'Previous page' }));
  expect(names()).toHaveLength(16);
});

test('a swipe turns the page', () => {
  renderStage(callWith(...people(30)));
  const stage = screen.getByRole('group', { name: 'People and screens' });
  const swipe = (from: number, to: number) => {
    fireEvent.touchStart(stage, { touches: [{ clientX: from, clientY: 300 }] });
    fireEvent.touchEnd(stage, { changedTouches: [{ clientX: to, clientY: 310 }] });
  };
  swipe(300, 100);
  screen.getByRole('status', { name: 'Page 2 of 2' });
  swipe(100, 300);
  screen.getByRole('status', { name: 'Page 1 of 2' });
});

test('nobody sends the video of a tile on another page', async () => {
  const call = callWith(...people(20));
  const { user } = renderStage(call);
  const hidden = () =>
    call.constrain.mock.calls.filter(([, , height]) => height === 0).map(([id]) => id);
  expect(call.constrain.mock.calls[0]).toEqual([idOf('P16'), 'camera', 0]);
  expect(hidden()).toEqual(people(20).slice(15).map(idOf));
  call.constrain.mockClear();
  await user.click(screen.getByRole('button', { name: 'Next page' }));
  expect(hidden()).toEqual(people(15).map(idOf));
});

test('someone who speaks for a moment comes to the first page, and one tile makes room', () => {
  const call = callWith(...people(20));
  const { change } = renderStage(call);
  const before = names();
  vi.useFakeTimers();
  change(() => call.set({ speaking: [idOf('P18')] }));
  change(() => vi.advanceTimersByTime(1_400));
  expect(names()).toEqual(before);
  change(() => vi.advanceTimersByTime(200));
  expect(names()).toEqual([...before.slice(0, 15), 'Video of P18']);
  change(() => call.set({ speaking: [] }));
  expect(names()).toEqual([...before.slice(0, 15), 'Video of P18']);
});

test('someone who raises a hand comes to the first page', () => {
  const call = callWith(...people(20));
  const { change } = renderStage(call);
  const remotes = call.snapshot.get().remotes.map((remote) => {
    const { participant } = remote;
    const media = { ...participant.media, hand: participant.displayName === 'P19' };
    return { ...remote, participant: { ...participant, media } };
  });
  change(() => call.set({ remotes }));
  expect(names()).toContain('Video of P19');
});

test('beside a large tile, a large meeting has pages of a strip', async () => {
  const { user } = renderStage(callWith(...people(30)));
  await user.click(screen.getByRole('button', { name: 'Pin P02' }));
  expect(names()).toContain('Video of P02');
  const first = names();
  expect(first.length).toBeLessThan(10);
  await user.click(screen.getByRole('button', { name: 'Next page' }));
  expect(names()).toContain('Video of P02');
  expect(names().filter((name) => first.includes(name))).toEqual(['Video of P02']);
  await user.click(screen.getByRole('button', { name: 'Unpin P02' }));
  expect(names()).toHaveLength(16);
});
