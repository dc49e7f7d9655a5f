// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { FakeCall, remoteNamed } from '../../call/testing/fake-call';
import { renderComponent, screen } from '../../testing/render-component';
import { EncryptionBanner } from './EncryptionBanner';

const locked = (name: string) => remoteNamed(name, { isUndecryptable: true });

test('the banner says whose media cannot be decrypted, or that one hears nobody', () => {
  const call = new FakeCall({ phase: 'live', remotes: [remoteNamed('Ben'), remoteNamed('Cem')] });
  const { change } = renderComponent(<EncryptionBanner />, { call });
  expect(screen.getByRole('status').textContent).toBe('');
  change(() => call.set({ remotes: [remoteNamed('Ben'), locked('Cem')] }));
  screen.getByText(/cannot see or hear .*Cem.*, who joined with another key/);
  change(() => call.set({ remotes: [locked('Ben'), locked('Cem')] }));
  screen.getByText(/You see and hear nobody/);
});

test('a notice tells once that a browser in the meeting cannot encrypt', async () => {
  const call = new FakeCall({ phase: 'live' });
  const { change } = renderComponent(<EncryptionBanner />, { call });
  change(() => call.set({ isEncryptionLimited: true }));
  expect(await screen.findAllByText(/stays between browsers/)).toHaveLength(1);
});
