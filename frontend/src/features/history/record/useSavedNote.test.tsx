// @vitest-environment jsdom
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiClientError } from '../../../lib/api-client-error';
import { act, fireEvent, renderComponent, screen } from '../../../testing/render-component';
import { useSavedNote } from './useSavedNote';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Write = (text: string | null) => Promise<unknown>;

function Note({ stored, write }: { stored: string; write: Write }) {
  const note = useSavedNote({ stored, write });
  return (
    <>
      <textarea
        aria-label="Note"
        value={note.text}
        onChange={({ target }) => note.change(target.value)}
      />
      <output>{note.state.status}</output>
    </>
  );
}

/** A note in a page to which the server sends texts, and that the user can leave. */
function Page({ write }: { write: Write }) {
  const [stored, setStored] = useState('first');
  const [isOpen, setOpen] = useState(true);
  return (
    <>
      {isOpen && <Note stored={stored} write={write} />}
      <input aria-label="Server" onChange={({ target }) => setStored(target.value)} />
      <button type="button" onClick={() => setOpen(false)}>
        Leave
      </button>
    </>
  );
}

function renderNote(write: Write) {
  renderComponent(<Page write={write} />);
  const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Note' });
  const fill = (element: HTMLElement, value: string) =>
    fireEvent.change(element, { target: { value } });
  return {
    field,
    type: (value: string) => fill(field(), value),
    pass: (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms)),
    stored: (text: string) => fill(screen.getByRole('textbox', { name: 'Server' }), text),
    leave: () => fireEvent.click(screen.getByRole('button', { name: 'Leave' })),
  };
}

test('a note is saved once after the user has stopped typing, and an empty one is deleted', async () => {
  const written: (string | null)[] = [];
  const note = renderNote(async (text) => void written.push(text));
  note.type('a');
  await note.pass(500);
  note.type('ab');
  await note.pass(500);
  expect(written).toEqual([]);
  await note.pass(500);
  expect(written).toEqual(['ab']);
  note.type('  ');
  await note.pass(1_000);
  expect(written).toEqual(['ab', null]);
});

test('a failure that may pass is repeated with the latest text', async () => {
  const tried: (string | null)[] = [];
  const note = renderNote((text) => {
    tried.push(text);
    return tried.length === 1
      ? Promise.reject(new ApiClientError({ code: 'NETWORK', message: '' }))
      : Promise.resolve();
  });
  note.type('a');
  await note.pass(1_000);
  expect(screen.getByRole('status').textContent).toBe('failed');
  expect(note.field().value).toBe('a');
  await note.pass(6_000);
  expect(tried).toEqual(['a', 'a']);
  expect(screen.getByRole('status').textContent).toBe('saved');
});

test('what is typed while a save is on its way is saved after it', async () => {
  const written: (string | null)[] = [];
  let finish: () => void = () => undefined;
  const note = renderNote((text) => {
    written.push(text);
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  note.type('a');
  await note.pass(1_000);
  note.type('ab');
  finish();
  // The answer arrives, then the user has stopped typing.
  await note.pass(0);
  await note.pass(1_000);
  expect(written).toEqual(['a', 'ab']);
});

test('leaving the page saves what has not been saved', async () => {
  const written: (string | null)[] = [];
  const note = renderNote(async (text) => void written.push(text));
  note.type('in a hurry');
  note.leave();
  await note.pass(0);
  expect(written).toEqual(['in a hurry']);
});

test('a newer text of the server appears, but never replaces what the user is writing', async () => {
  const note = renderNote(() => new Promise(() => undefined));
  note.stored('second');
  expect(note.field().value).toBe('second');
  note.type('mine');
  note.stored('third');
  expect(note.field().value).toBe('mine');
});
