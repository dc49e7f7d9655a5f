// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { FakeCall } from '../../call/testing/fake-call';
import { renderComponent, screen, within } from '../../testing/render-component';
import { ControlBar } from './ControlBar';
import { MeetingViewProvider } from './MeetingViewProvider';
import type { Panel } from './panel';

const OFF = { on: false, pending: false, error: null };
const PHONE = ['max-width: 599.95px'];

interface BarOptions {
  panel?: Panel;
  unread?: number;
  media?: readonly string[];
  /** Whether the browser can share a screen. */
  canShare?: boolean;
}

function renderBar({ panel, unread = 0, media = [], canShare = true }: BarOptions = {}) {
  const call = new FakeCall({ phase: 'live' });
  const actions = { onTogglePanel: vi.fn(), onCopyInvite: vi.fn(), onOpenDevices: vi.fn() };
  Object.defineProperty(navigator, 'mediaDevices', {
    configurable: true,
    value: canShare ? { getDisplayMedia: () => undefined } : {},
  });
  const bar = <ControlBar panel={panel ?? null} unread={unread} furtherItems={[]} {...actions} />;
  const rendered = renderComponent(<MeetingViewProvider>{bar}</MeetingViewProvider>, {
    call,
    media,
  });
  return { call, ...actions, ...rendered };
}

const bar = () => within(screen.getByRole('toolbar', { name: 'Call controls' }));
const button = (name: string | RegExp) => bar().getByRole('button', { name });
const names = () =>
  bar()
    .getAllByRole('button')
    .map((control) => control.getAttribute('aria-label'));

test('the bar has all controls in their order', () => {
  renderBar();
  expect(names()).toEqual([
    'Turn microphone on',
    'Turn camera on',
    'Share screen',
    'Raise hand',
    'Chat',
    'People',
    'Copy invite link',
    'Devices',
    'More',
    'Leave',
  ]);
});

test('each control does what its name promises', async () => {
  const { call, user, onTogglePanel, onCopyInvite, onOpenDevices } = renderBar();
  await user.click(button('Share screen'));
  expect(call.media.startScreenShare).toHaveBeenCalledOnce();
  await user.click(button('Raise hand'));
  expect(call.media.setHand).toHaveBeenCalledWith(true);
  await user.click(button('Chat'));
  await user.click(button('People'));
  expect(onTogglePanel.mock.calls).toEqual([['chat'], ['people']]);
  await user.click(button('Copy invite link'));
  expect(onCopyInvite).toHaveBeenCalledOnce();
  await user.click(button('Devices'));
  expect(onOpenDevices).toHaveBeenCalledOnce();
  await user.click(button('Leave'));
  expect(call.leave).toHaveBeenCalledOnce();
});

test('microphone and camera have the name of what a press does', async () => {
  const { call, user, change } = renderBar();
  await user.click(button('Turn microphone on'));
  change(() =>
    call.setSelf({ microphone: { ...OFF, on: true }, camera: { ...OFF, error: 'not-found' } }),
  );
  await user.click(button('Turn microphone off'));
  expect(call.media.set.mock.calls).toEqual([
    ['microphone', true],
    ['microphone', false],
  ]);
  button('No camera');
});

test('a device that does not open leads to the devices dialog', async () => {
  const { call, user, onOpenDevices } = renderBar();
  call.onSet = () => call.setSelf({ camera: { ...OFF, error: 'permission-denied' } });
  await user.click(button('Turn camera on'));
  expect(onOpenDevices).toHaveBeenCalledOnce();
  button('Camera not allowed');
});

test('a device that opens does not lead to the devices dialog', async () => {
  const { call, user, onOpenDevices } = renderBar();
  call.onSet = () => call.setSelf({ camera: { ...OFF, on: true } });
  await user.click(button('Turn camera on'));
  expect(onOpenDevices).not.toHaveBeenCalled();
});

test('screen and hand have their other names while they are on', async () => {
  const { call, user, change } = renderBar();
  change(() => call.setSelf({ screen: { ...OFF, on: true }, handRaised: true }));
  await user.click(button('Stop sharing'));
  expect(call.media.stopScreenShare).toHaveBeenCalledOnce();
  await user.click(button('Lower hand'));
  expect(call.media.setHand).toHaveBeenCalledWith(false);
});

test('a browser without screen sharing has no control for it', () => {
  renderBar({ canShare: false });
  expect(names()).not.toContain('Share screen');
  expect(names()).toContain('Raise hand');
});

test('the chat control tells the number of unread messages', () => {
  renderBar({ unread: 3 });
  const chat = button('Chat');
  const description = document.getElementById(chat.getAttribute('aria-describedby') ?? '');
  expect(description?.textContent).toBe('3 unread messages');
  expect(chat.textContent).toMatch(/^3/);
});

test('the control of the open panel is expanded', () => {
  renderBar({ panel: 'people' });
  expect(button('People').getAttribute('aria-expanded')).toBe('true');
  expect(button('Chat').getAttribute('aria-expanded')).toBe('false');
});

test('More has the low-connection mode, the mirror and the statistics', async () => {
  const { call, user, onTogglePanel } = renderBar();
  await user.click(button('More'));
  const menu = within(screen.getByRole('menu', { name: 'More' }));
  expect(
    menu.getByRole('menuitemcheckbox', { name: 'Mirror my video' }).getAttribute('aria-checked'),
  ).toBe('true');
  await user.click(menu.getByRole('menuitemcheckbox', { name: 'Low-connection mode' }));
  expect(call.lowConnection.set).toHaveBeenCalledWith(true);
  await user.click(button('More'));
  await user.click(await screen.findByRole('menuitem', { name: 'Statistics' }));
  expect(onTogglePanel).toHaveBeenCalledWith('statistics');
});

test('on a phone the bar has five controls and a sheet has the others', async () => {
  const { user, onTogglePanel } = renderBar({ media: PHONE });
  expect(names()).toEqual(['Turn microphone on', 'Turn camera on', 'Chat', 'More', 'Leave']);
  await user.click(button('More'));
  const sheet = within(screen.getByRole('dialog', { name: 'More' }));
  for (const name of ['Share screen', 'Raise hand', 'Copy invite link', 'Devices', 'Close']) {
    sheet.getByRole('button', { name });
  }
  for (const name of ['Low-connection mode', 'Mirror my video']) {
    sheet.getByRole('menuitemcheckbox', { name });
  }
  await user.click(sheet.getByRole('button', { name: 'People' }));
  expect(onTogglePanel).toHaveBeenCalledWith('people');
});
