// @vitest-environment jsdom
import MenuList from '@mui/material/MenuList';
import { DEFAULT_CONTROLS, type MeetingControls, type Role } from '@parley/shared/roles';
import type { Participant } from '@parley/shared/participants';
import { expect, test } from 'vitest';
import { FakeCall, participantNamed } from '../../call/testing/fake-call';
import { renderComponent, screen, waitFor, within } from '../../testing/render-component';
import { useHostDialog } from './host-dialogs';
import { HostDialogs } from './HostDialogs';
import { HOST_ITEMS } from './host-items';
import { HostNotices } from './HostNotices';
import { PersonMenu } from './PersonMenu';

function callAs(role: Role, controls: Partial<MeetingControls> = {}): FakeCall {
  const call = new FakeCall({
    phase: 'live',
    meeting: {
      id: 'f'.repeat(24),
      room: { code: 'abcd-efgh-jk', name: 'Team' },
      capacity: 4,
      startedAt: '2026-05-01T10:00:00.000Z',
      controls: { ...DEFAULT_CONTROLS, ...controls },
    },
  });
  call.setSelf({ participant: participantNamed('Me', { role }) });
  return call;
}

async function menuOf(role: Role, change: Partial<Participant>) {
  const call = callAs(role);
  const person = participantNamed('Ben', change);
  const { user } = renderComponent(
    <HostDialogs>
      <PersonMenu person={person} />
    </HostDialogs>,
    { call },
  );
  const button = screen.queryByRole('button', { name: 'More about Ben' });
  if (button !== null) await user.click(button);
  const items = screen.queryAllByRole('menuitem').map(({ textContent }) => textContent);
  const choose = (name: string) => user.click(screen.getByRole('menuitem', { name }));
  return { call, user, person, items, choose };
}

test('the menu of a participant has what the owner can do', async () => {
  const { items } = await menuOf('owner', {
    media: { microphone: true, camera: true, screen: true, hand: false },
  });
  expect(items).toEqual([
    'Mute',
    'Mute until asked',
    'Turn camera off',
    'Stop sharing',
    'Make co-host',
    'Remove',
    'Remove and keep out',
  ]);
});

test('a muted guest can be asked to unmute, and cannot become a co-host', async () => {
  const { items, call, choose, person } = await menuOf('cohost', {
    role: 'guest',
    cannotUnmute: true,
    media: { microphone: false, camera: false, screen: false, hand: false },
  });
  expect(items).toEqual(['Ask to unmute', 'Remove', 'Remove and keep out']);
  await choose('Ask to unmute');
  expect(call.hosting.request).toHaveBeenCalledWith('participant:ask-to-unmute', {
    id: person.id,
  });
});

test.each<[Role, Role]>([
  ['participant', 'participant'],
  ['guest', 'participant'],
  ['cohost', 'owner'],
  ['cohost', 'cohost'],
])('a %s has no menu about the %s', async (role, other) => {
  expect((await menuOf(role, { role: other })).items).toEqual([]);
  expect(screen.queryByRole('button')).toBeNull();
});

test('a guest is kept out by browser, or by address after a warning', async () => {
  const { call, choose, user, person } = await menuOf('owner', { role: 'guest' });
  await choose('Remove and keep out');
  const dialog = within(screen.getByRole('dialog', { name: 'Remove Ben and keep them out?' }));
  dialog.getByText(/^This is weak/);
  await user.click(dialog.getByRole('radio', { name: 'Their browser and address' }));
  await user.click(dialog.getByRole('button', { name: 'Remove and keep out' }));
  const request = { id: person.id, keepOut: 'address' };
  expect(call.hosting.request).toHaveBeenCalledWith('participant:remove', request);
});

function Items() {
  const open = useHostDialog();
  return (
    <>
      <button type="button" onClick={() => open({ kind: 'end-for-all' })}>
        Open
      </button>
      <MenuList>
        {HOST_ITEMS.map((Item) => (
          <Item key={Item.name} close={() => undefined} />
        ))}
      </MenuList>
    </>
  );
}
const renderItems = (call: FakeCall) =>
  renderComponent(
    <HostDialogs>
      <Items />
    </HostDialogs>,
    { call },
  );

test('hosts lock the meeting and turn chat and sharing off in the menu', async () => {
  const call = callAs('cohost', { isChatOn: false });
  const { user } = renderItems(call);
  const chat = screen.getByRole('menuitemcheckbox', { name: 'Chat for everyone' });
  expect(chat.getAttribute('aria-checked')).toBe('false');
  await user.click(chat);
  await user.click(screen.getByRole('menuitem', { name: 'Lock meeting' }));
  await user.click(screen.getByRole('menuitemcheckbox', { name: 'Sharing for everyone' }));
  expect(call.hosting.request.mock.calls).toEqual([
    ['meeting:set-controls', { isChatOn: true }],
    ['meeting:set-controls', { isLocked: true }],
    ['meeting:set-controls', { mayShare: false }],
  ]);
});

test('participants have none of these items', () => {
  renderItems(callAs('participant'));
  expect(screen.queryAllByRole('menuitem')).toEqual([]);
  expect(screen.queryAllByRole('menuitemcheckbox')).toEqual([]);
});

test('"Mute all" asks whether people may unmute themselves', async () => {
  const call = callAs('owner');
  const { user } = renderItems(call);
  await user.click(screen.getByRole('menuitem', { name: 'Mute all' }));
  const dialog = within(screen.getByRole('dialog', { name: 'Mute all' }));
  await user.click(dialog.getByRole('switch', { name: 'Let people unmute themselves' }));
  await user.click(dialog.getByRole('button', { name: 'Mute all' }));
  expect(call.hosting.request).toHaveBeenCalledWith('meeting:mute-all', { mayUnmute: false });
});

test('"End for all" asks first', async () => {
  const call = callAs('owner');
  const { user } = renderItems(call);
  await user.click(screen.getByRole('menuitem', { name: 'End for all' }));
  expect(call.hosting.request).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'End for all' }));
  expect(call.hosting.request).toHaveBeenCalledWith('meeting:end-for-all', {});
});

test('a refused command shows why', async () => {
  const call = callAs('owner');
  call.hosting.request.mockRejectedValueOnce(Object.assign(new Error('x'), { code: 'NOT_FOUND' }));
  const { user } = renderItems(call);
  await user.click(screen.getByRole('menuitem', { name: 'Lock meeting' }));
  await screen.findByText('That person is not in the meeting any more.');
});

test('a user who is asked to unmute can do so in the notice', async () => {
  const call = callAs('participant');
  const { user, change } = renderComponent(<HostNotices />, { call });
  const acted = (kind: 'mute' | 'ask_to_unmute') => ({
    action: { id: 'a', at: '2026-05-01T10:00:00.000Z', kind, actor: { displayName: 'Ana' } },
    canUndo: kind !== 'mute',
  });
  change(() => call.hosting.events.emit('acted', acted('mute')));
  await screen.findByText('Ana muted you. You can speak when a host asks you to.');
  change(() => call.hosting.events.emit('acted', acted('ask_to_unmute')));
  await user.click(await screen.findByRole('button', { name: 'Unmute' }));
  await waitFor(() => expect(call.media.set).toHaveBeenCalledWith('microphone', true));
});
