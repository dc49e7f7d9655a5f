// @vitest-environment jsdom
import { useEffect } from 'react';
import { Route, Routes, useLocation, useNavigate } from 'react-router';
import { beforeEach, expect, test, vi } from 'vitest';
import { ApiClientError } from '../../lib/api-client-error';
import type { ApiClient } from '../../lib/api-client';
import { renderComponent, screen, within } from '../../testing/render-component';
import { SharedPage } from './SharedPage';
import {
  exampleLine,
  exampleMark,
  examplePerson,
  exampleRecord,
  minute,
} from './testing/example-record';

const TOKEN = 'k'.repeat(43);
const line = exampleLine(1, 5, { text: 'Good morning' });
const record = () =>
  exampleRecord({
    room: { code: '', name: 'Weekly', exists: false },
    isMine: false,
    isShared: true,
    attendances: [examplePerson(1, { isMe: false }), examplePerson(2)],
    marks: [exampleMark(1, line, { kind: 'action', text: 'Book a room' })],
    messageCount: 1,
  });

beforeEach(() => {
  // jsdom cannot scroll.
  Element.prototype.scrollIntoView = vi.fn();
});

function Start({ hash }: { hash: string }) {
  const navigate = useNavigate();
  useEffect(() => void navigate(`/shared${hash}`), [navigate, hash]);
  return null;
}

function Address() {
  return <output aria-label="Address">{useLocation().hash}</output>;
}

function openShared(hash: string, isRevoked: () => boolean = () => false) {
  const bodies: unknown[] = [];
  const call = async ({ path }: { path: string }, { body }: { body: unknown }) => {
    bodies.push(body);
    if (isRevoked()) throw new ApiClientError({ code: 'LINK_INVALID', message: '', status: 404 });
    return path.endsWith('/lines')
      ? { lines: [line], nextCursor: null }
      : { meeting: record(), expiresAt: minute(10_000) };
  };
  const rendered = renderComponent(
    <>
      <Routes>
        <Route path="/" element={<Start hash={hash} />} />
        <Route path="/shared" element={<SharedPage />} />
      </Routes>
      <Address />
    </>,
    { api: call as unknown as ApiClient['call'] },
  );
  return { bodies, ...rendered };
}

test('a share link opens the record, says until when, and has no control that changes it', async () => {
  const { bodies } = openShared(`#${TOKEN}`);
  await screen.findByText('Good morning');
  screen.getByText(/The link works until/);
  expect(bodies).toEqual([{ token: TOKEN }, { token: TOKEN }]);
  const names = screen.getAllByRole('button').map(({ textContent }) => textContent);
  expect(names).toEqual(['Print', 'Show as a table', 'Hide events']);
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.queryByRole('link', { name: /Meet again|Join/ })).toBeNull();
  expect(
    screen.getByRole<HTMLInputElement>('checkbox', { name: 'Done: Book a room' }).disabled,
  ).toBe(true);
});

test('keys do not mark lines of a shared record', async () => {
  const { user, bodies } = openShared(`#${TOKEN}`);
  (await screen.findByText('Good morning')).closest<HTMLElement>('.item')?.focus();
  await user.keyboard('mda');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(bodies).toHaveLength(2);
});

test('the link of a line keeps the token of the page', async () => {
  const { user } = openShared(`#${TOKEN}`);
  const item = (await screen.findByText('Good morning')).closest<HTMLElement>(
    '.item',
  ) as HTMLElement;
  await user.click(within(item).getByRole('link'));
  expect(screen.getByLabelText('Address').textContent).toBe(`#${TOKEN}&line-${line.id}`);
  expect(document.activeElement).toBe(item);
});

test.each([
  ['a link that has been revoked', `#${TOKEN}`],
  ['a link without a token', ''],
  ['a link that was cut off', `#${TOKEN.slice(1)}`],
])('%s explains what to do', async (_name, hash) => {
  openShared(hash, () => true);
  await screen.findByRole('heading', { name: 'This link does not work any more' });
});
