// @vitest-environment jsdom
import { DEFAULT_CONTROLS } from '@parley/shared/roles';
import { beforeEach, expect, test } from 'vitest';
import { FakeCall, participantNamed, remoteNamed } from '../../../call/testing/fake-call';
import { renderComponent, screen, within } from '../../../testing/render-component';
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
