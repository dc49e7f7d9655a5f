// @vitest-environment jsdom
import { expect, test } from 'vitest';
import type { FingerprintPair } from '../../call/mesh/fingerprints';
import { FakeCall, participantNamed, remoteNamed } from '../../call/testing/fake-call';
import { renderComponent, screen, within } from '../../testing/render-component';
import { PeoplePanel } from './PeoplePanel';
import { SafetyCodeNotices } from './SafetyCodeNotices';

const fingerprint = (byte: string): string => Array.from({ length: 32 }, () => byte).join(':');
const PAIR: FingerprintPair = { local: fingerprint('0A'), remote: fingerprint('B1') };

function renderPanel(fingerprints: FingerprintPair | null) {
  const call = new FakeCall({ phase: 'live', remotes: [remoteNamed('Ben', { fingerprints })] });
  call.setSelf({ participant: participantNamed('Ana') });
  const panel = (
    <>
      <PeoplePanel menuOf={() => null} />
      <SafetyCodeNotices />
    </>
  );
  return { call, ...renderComponent(panel, { call }) };
}

/** The meeting moves to the SFU, where Ben has no connection of his own. */
const move = (call: FakeCall): void =>
  call.set({
    route: { kind: 'sfu', trouble: null },
    remotes: [remoteNamed('Ben', { fingerprints: null })],
  });
const NO_LONGER = /safety codes that you compared no longer apply/;

test('the panel shows a safety code for each encrypted connection, with words for screen readers', async () => {
  renderPanel(PAIR);
  const code = await screen.findByRole('button', { name: /^Safety code with Ben: / });
  expect(code.getAttribute('aria-label')).toMatch(/: (?:[A-Z][a-z ]+, ){7}[A-Z][a-z ]+$/);
});

test('a click on the code shows its words and explains how to compare them', async () => {
  const { user } = renderPanel(PAIR);
  await user.click(await screen.findByRole('button', { name: /^Safety code/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Safety code with Ben' });
  expect(within(dialog).getAllByRole('listitem')).toHaveLength(8);
  expect(within(dialog).getByText(/leave the call/)).toBeTruthy();
});

test('another certificate never shows under the code of the one before', async () => {
  const { call, change } = renderPanel(PAIR);
  const before = await screen.findByRole('button', { name: /^Safety code/ });
  const label = before.getAttribute('aria-label');
  const other = { ...PAIR, remote: fingerprint('C2') };
  change(() => call.set({ remotes: [remoteNamed('Ben', { fingerprints: other })] }));
  expect(screen.queryByRole('button', { name: label ?? '' })).toBeNull();
  const after = await screen.findByRole('button', { name: /^Safety code/ });
  expect(after.getAttribute('aria-label')).not.toBe(label);
});

test('a participant without an encrypted connection has no code, and the panel says what is encrypted', async () => {
  renderPanel(null);
  expect(screen.getByText(/encrypted from browser to browser/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Safety code/ })).toBeNull();
});

test('on the SFU the panel says that the server forwards the media and that there are no codes', async () => {
  const { call, change } = renderPanel(PAIR);
  await screen.findByRole('button', { name: /^Safety code/ });
  change(() => move(call));
  expect(screen.queryByRole('button', { name: /^Safety code/ })).toBeNull();
  expect(screen.getByText(/There are no safety codes/)).toBeTruthy();
  expect(screen.queryByText(/encrypted from browser to browser/)).toBeNull();
});

test('only a user who has opened a code learns that it no longer applies, and only once', async () => {
  const { user, call, change } = renderPanel(PAIR);
  await user.click(await screen.findByRole('button', { name: /^Safety code/ }));
  change(() => move(call));
  expect(await screen.findAllByText(NO_LONGER)).toHaveLength(1);
  change(() => call.set({ route: { kind: 'mesh', trouble: null } }));
  change(() => move(call));
  expect(screen.getAllByText(NO_LONGER)).toHaveLength(1);
});

test('a move says nothing to a user who has compared no code', async () => {
  const { call, change } = renderPanel(PAIR);
  await screen.findByRole('button', { name: /^Safety code/ });
  change(() => move(call));
  expect(screen.queryByText(NO_LONGER)).toBeNull();
});
