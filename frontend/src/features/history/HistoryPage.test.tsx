// @vitest-environment jsdom
import type { Endpoint } from '@parley/shared/endpoint';
import type { MeetingSummary } from '@parley/shared/history';
import type { Hit } from '@parley/shared/search';
import { useLocation } from 'react-router';
import { expect, test } from 'vitest';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, waitFor, within } from '../../testing/render-component';
import { HistoryPage } from './HistoryPage';

const idOf = (number: number) => String(number).padStart(24, '0');

const meeting = (number: number, startedAt: Date, change: Partial<MeetingSummary> = {}) => ({
  id: idOf(number),
  room: { code: 'abc-defg-hij', name: `Room ${number}`, exists: true },
  startedAt: startedAt.toISOString(),
  endedAt: startedAt.toISOString(),
  durationSeconds: 0,
  people: ['Ana'],
  peopleCount: 1,
  messageCount: 0,
  ...change,
});

const hit = (number: number, text: string, from: number, change: Partial<Hit> = {}): Hit => ({
  meetingId: idOf(number),
  meeting: {
    title: `Meeting ${number}`,
    roomCode: 'abc-defg-hij',
    startedAt: '2026-05-01T10:00:00.000Z',
  },
  kind: 'line',
  lineId: idOf(100 + number),
  at: '2026-05-01T10:05:00.000Z',
  speaker: { id: idOf(7), displayName: 'Ben' },
  text,
  highlights: [[from, from + 6]],
  ...change,
});

type Query = Record<string, string | undefined>;

function renderPage(answer: (path: string, query: Query) => object) {
  const asked: [string, Query][] = [];
  const call = async ({ path }: Endpoint, { query }: { query: Query }) => {
    const given = Object.fromEntries(
      Object.entries(query).filter(([, value]) => value !== undefined),
    );
    asked.push([path, given]);
    return answer(path, given);
  };
  const page = (
    <>
      <HistoryPage />
      <Address />
    </>
  );
  return { asked, ...renderComponent(page, { api: call as unknown as ApiClient['call'] }) };
}

function Address() {
  const { pathname, search, hash } = useLocation();
  return <output aria-label="Address">{`${pathname}${search}${hash}`}</output>;
}
const address = () => screen.getByRole('status', { name: 'Address' }).textContent;
const none = { meetings: [], hits: [], nextCursor: null };

test('meetings stand under today, yesterday and their months', async () => {
  const now = new Date();
  const noon = (daysAgo: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo, 0, 5);
  renderPage(() => ({
    meetings: [
      meeting(1, noon(0), { title: 'Kick-off', decisionCount: 2, openActionCount: 1 }),
      meeting(2, noon(1)),
      meeting(3, new Date(2020, 4, 3, 10)),
    ],
    nextCursor: null,
  }));
  const today = await screen.findByRole('list', { name: 'Today' });
  within(today).getByRole('link', { name: 'Kick-off' });
  within(today).getByText(/2\sdecisions · 1\sopen action · Room 1/);
  within(screen.getByRole('list', { name: 'Yesterday' })).getByRole('link', { name: 'Room 2' });
  within(screen.getByRole('list', { name: 'May 2020' })).getByRole('link', { name: 'Room 3' });
});

test('a query shows the lines with their words marked; the arrow keys walk through them', async () => {
  const { user, asked } = renderPage((path) =>
    path === '/search'
      ? {
          hits: [
            hit(1, 'The budget is set', 4),
            hit(1, 'Budget plan', 0, {
              kind: 'mark',
              markKind: 'decision',
              hasMore: true,
              moreLineId: idOf(9),
            }),
            hit(2, 'a budget', 2),
          ],
          nextCursor: null,
        }
      : none,
  );
  const field = screen.getByRole('searchbox', { name: 'Search' });
  document.body.focus();
  await user.keyboard('/');
  expect(document.activeElement).toBe(field);
  await user.type(field, 'budget');
  const results = await screen.findByRole('region', { name: 'Results' });
  expect(asked.at(-1)).toEqual(['/search', { q: 'budget' }]);
  expect(Array.from(results.querySelectorAll('mark'), (mark) => mark.textContent)).toEqual([
    'budget',
    'Budget',
    'budget',
  ]);
  screen.getByText('3 results');
  expect(screen.getByRole('link', { name: 'More in this meeting' }).getAttribute('href')).toBe(
    `/history/${idOf(1)}#line-${idOf(9)}`,
  );
  const focused = () => document.activeElement?.textContent;
  await user.keyboard('{ArrowDown}');
  expect(focused()).toContain('The budget is set');
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
  expect(focused()).toContain('a budget');
  await user.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}');
  expect(document.activeElement).toBe(field);
  await user.keyboard('{ArrowDown}{Enter}');
  expect(address()).toBe(`/history/${idOf(1)}#line-${idOf(101)}`);
});

test('filters are in the address, so that they can be taken away again', async () => {
  const { user, asked } = renderPage(() => none);
  await user.click(screen.getByRole('button', { name: 'Person' }));
  await user.type(
    await screen.findByRole('textbox', { name: 'Name of the person' }),
    ' Ana{Enter}',
  );
  await waitFor(() => expect(address()).toBe('/?person=Ana'));
  await user.click(screen.getByRole('button', { name: 'With decisions' }));
  await waitFor(() => expect(asked.at(-1)?.[1]).toEqual({ person: 'Ana', withDecisions: 'true' }));
  expect(screen.getByRole('button', { name: 'With decisions' }).getAttribute('aria-pressed')).toBe(
    'true',
  );
  await user.click(await screen.findByRole('button', { name: 'Clear the filters' }));
  await waitFor(() => expect(address()).toBe('/'));
});

test('dates are days of the reader; the last day is included', async () => {
  const { user, asked } = renderPage(() => none);
  await user.click(screen.getByRole('button', { name: 'Dates' }));
  const first = await screen.findByLabelText('First day');
  await user.type(first, '2026-05-02');
  await user.type(screen.getByLabelText('Last day'), '2026-05-01');
  await user.click(screen.getByRole('button', { name: 'Show' }));
  await screen.findByText('The first day is after the last day.');
  await user.clear(first);
  await user.type(first, '2026-05-01');
  await user.click(screen.getByRole('button', { name: 'Show' }));
  await waitFor(() =>
    expect(asked.at(-1)?.[1]).toEqual({
      from: new Date(2026, 4, 1).toISOString(),
      to: new Date(2026, 4, 2).toISOString(),
    }),
  );
});

test('a search goes on by itself through pages without a hit, and loads more on demand', async () => {
  const { user, asked } = renderPage((path, { cursor }) => {
    if (path !== '/search') return none;
    if (cursor === undefined) return { hits: [], nextCursor: 'one' };
    if (cursor === 'one') return { hits: [hit(1, 'budget one', 0)], nextCursor: 'two' };
    return { hits: [hit(2, 'budget two', 0)], nextCursor: null };
  });
  await user.type(screen.getByRole('searchbox', { name: 'Search' }), 'budget');
  await screen.findByText(/^ ?one$/);
  expect(asked.filter(([path]) => path === '/search')).toHaveLength(2);
  await user.click(screen.getByRole('button', { name: 'Load more' }));
  await screen.findByText(/^ ?two$/);
  expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
});

test('a search without a hit says what it looks at', async () => {
  const { user } = renderPage(() => none);
  await user.type(screen.getByRole('searchbox', { name: 'Search' }), 'nothing');
  await screen.findByText(/Nothing matches “nothing”/);
});
