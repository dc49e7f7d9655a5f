import { noteTextSchema } from '@parley/shared/history';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isPassing } from '../../../lib/api-client-error';
import { errorMessage } from '../../../lib/error-messages';

/** Milliseconds after the last key until the note is saved, and until a failure is repeated. */
const SAVE_AFTER = 800;
const REPEAT_AFTER = 5_000;

export type NoteState =
  | { readonly status: 'saved' | 'typing' | 'saving' }
  | {
      readonly status: 'failed';
      readonly problem: string;
      /** The same text may be accepted later. */
      readonly isPassing: boolean;
    };

/** Milliseconds until the next attempt; null for none. */
function delayOf(state: NoteState): number | null {
  if (state.status === 'typing') return SAVE_AFTER;
  return state.status === 'failed' && state.isPassing ? REPEAT_AFTER : null;
}

interface SavedNoteOptions {
  /** What the server has. */
  stored: string;
  /** Stores the text; null deletes it. */
  write: (text: string | null) => Promise<unknown>;
}

/**
 * A note that saves itself. Text that could not be saved stays in the field and is sent again; what is
 * not yet sent when the reader leaves the page is sent then.
 */
export function useSavedNote({ stored, write }: SavedNoteOptions) {
  const [text, setText] = useState(stored);
  const [state, setState] = useState<NoteState>({ status: 'saved' });
  const latest = useRef({ text: stored, saved: stored, write, isSaving: false });
  useEffect(() => {
    latest.current.write = write;
  });

  // Another tab may have changed the note. What the user is writing here counts more.
  useEffect(() => {
    const now = latest.current;
    if (now.text !== now.saved || now.isSaving) return;
    now.text = stored;
    now.saved = stored;
    setText(stored);
  }, [stored]);

  const save = useCallback(async (): Promise<void> => {
    const now = latest.current;
    if (now.isSaving || now.text === now.saved) return;
    const sent = now.text;
    const isEmpty = sent.trim() === '';
    const parsed = noteTextSchema.safeParse(sent);
    if (!isEmpty && !parsed.success) {
      const problem = parsed.error.issues[0]?.message ?? '';
      setState({ status: 'failed', problem, isPassing: false });
      return;
    }
    now.isSaving = true;
    setState({ status: 'saving' });
    try {
      await now.write(isEmpty ? null : sent);
      now.saved = sent;
      setState({ status: now.text === sent ? 'saved' : 'typing' });
    } catch (error) {
      setState({ status: 'failed', problem: errorMessage(error), isPassing: isPassing(error) });
    } finally {
      now.isSaving = false;
    }
  }, []);

  useEffect(() => {
    const delay = delayOf(state);
    if (delay === null) return;
    const timer = setTimeout(() => void save(), delay);
    return () => clearTimeout(timer);
  }, [state, text, save]);

  useEffect(() => {
    if (state.status === 'saved') return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [state.status]);

  useEffect(() => () => void save(), [save]);

  return {
    text,
    state,
    change: (next: string): void => {
      latest.current.text = next;
      setText(next);
      setState((now) => (now.status === 'saving' ? now : { status: 'typing' }));
    },
    saveNow: () => void save(),
  };
}
