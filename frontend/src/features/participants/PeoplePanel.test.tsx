// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { FakeCall, participantNamed, remoteNamed } from '../../call/testing/fake-call';
import { renderComponent, screen, within } from '../../testing/render-component';
import { PeoplePanel } from './PeoplePanel';

/** A meeting of Ana with these people, and a menu for each of them. */
function renderPanel(...names: string[]) {
  const call = new FakeCall({ phase: 'live', remotes: names.map((name) => remoteNamed(name)) });
  call.setSelf({ participant: participantNamed('Ana') });
  const menuOf = ({ displayName }: { displayName: string }) => (
    <button type="button">More about {displayName}</button>
  );
  return { call, ...renderComponent(<PeoplePanel menuOf={menuOf} />, { call }) };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `P${index + 101}`);
const rows = () => screen.getAllByRole('listitem');
const row = (name: string) =>
  within(rows().find((item) => item.textContent?.includes(name)) as HTMLElement);
const search = () => screen.queryByRole('searchbox', { name: 'Search people' });

test('up to twenty people need no search field', () => {
  const { call, change } = renderPanel(...many(19));
  expect(rows()).toHaveLength(20);
  expect(search()).toBeNull();
  change(() => call.set({ remotes: many(20).map((name) => remoteNamed(name)) }));
  expect(search()).not.toBeNull();
  screen.getByText('21 people');
});

test('the search ignores case and diacritics, and finds the user too', async () => {
  const { user } = renderPanel(...many(40), 'Zoë Müller', 'Anaïs');
  const field = search() as HTMLElement;
  await user.type(field, 'zoe mull');
  expect(rows().map((item) => item.textContent)).toEqual([expect.stringContaining('Zoë Müller')]);
  screen.getByText('1 of 43 people');
  await user.clear(field);
  await user.type(field, 'ANA');
  expect(rows()).toHaveLength(2);
  await user.type(field, 'x');
  expect(screen.queryAllByRole('listitem')).toEqual([]);
  screen.getByText('0 of 43 people');
});

test('whoever is found has states and host controls', async () => {
  const { call, user, change } = renderPanel(...many(40));
  const media = { microphone: false, camera: false, screen: false, hand: true };
  change(() =>
    call.set({
      remotes: many(40).map((name) =>
        remoteNamed(name, {
          participant: participantNamed(name, name === 'P140' ? { media } : {}),
        }),
      ),
    }),
  );
  // A raised hand comes first, after the user.
  expect(rows()[1]?.textContent).toContain('P140');
  await user.type(search() as HTMLElement, 'p140');
  expect(rows()).toHaveLength(1);
  row('P140').getByTitle('Hand raised');
  row('P140').getByTitle('Microphone off');
  row('P140').getByRole('button', { name: 'More about P140' });
});

test('a meeting that has become small shows all people, whatever was searched', async () => {
  const { call, user, change } = renderPanel(...many(30));
  await user.type(search() as HTMLElement, 'nobody');
  change(() => call.set({ remotes: many(5).map((name) => remoteNamed(name)) }));
  expect(rows()).toHaveLength(6);
});
