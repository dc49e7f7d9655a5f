import Search from '@mui/icons-material/Search';
import Box from '@mui/material/Box';
import { MAX_QUERY_LENGTH } from '@parley/shared/search';
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import { useDebounced } from '../../hooks/useDebounced';
import { isImeKey } from '../../lib/ime';
import { TextInput } from '../../ui/TextInput';

const SEARCH_DELAY_MS = 250;

interface SearchFieldProps {
  input: RefObject<HTMLInputElement | null>;
  query: string;
  onChange: (query: string) => void;
  /** The arrow key towards the results. */
  onDown: () => void;
}

/** The search field of the history. The key / focuses it. */
export function SearchField({ input, query, onChange, onDown }: SearchFieldProps) {
  const [text, setText] = useState(query);
  const [known, setKnown] = useState(query);
  const settled = useDebounced(text.trim(), SEARCH_DELAY_MS);
  // Back, or a link, changes the query from outside.
  if (query !== known) {
    setKnown(query);
    if (query !== text.trim()) setText(query);
  }
  useEffect(() => {
    if (settled !== query && settled === text.trim()) onChange(settled);
  }, [settled, query, text, onChange]);
  useSlash(input);
  return (
    <TextInput
      type="search"
      label="Search"
      placeholder="Words, or “an exact phrase”"
      fullWidth
      inputRef={input}
      value={text}
      autoComplete="off"
      inputProps={{ maxLength: MAX_QUERY_LENGTH, 'aria-keyshortcuts': '/' }}
      onChange={({ target }) => setText(target.value)}
      onKeyDown={(event: KeyboardEvent) => {
        if (isImeKey(event.nativeEvent)) return;
        if (event.key === 'ArrowDown') {
          event.preventDefault();
          onDown();
        } else if (event.key === 'Enter') onChange(text.trim());
        else if (event.key === 'Escape' && text !== '') {
          event.preventDefault();
          setText('');
        }
      }}
      startAdornment={
        <Search aria-hidden sx={{ marginRight: 1, marginLeft: -0.5, color: 'text.secondary' }} />
      }
      endAdornment={<SlashHint />}
    />
  );
}

/** Focuses the field with the key /, unless the reader is typing somewhere. */
function useSlash(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if ((event.target as Element | null)?.closest('input, textarea, select, [role=dialog]'))
        return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [input]);
}

/** Shows the key to readers with a keyboard. */
function SlashHint() {
  return (
    <Box
      component="kbd"
      aria-hidden
      sx={{
        display: 'none',
        '@media (hover: hover)': { display: 'inline' },
        '.Mui-focused > &': { display: 'none' },
        flexShrink: 0,
        paddingInline: 1,
        border: 1,
        borderColor: 'divider',
        borderRadius: 0.5,
        fontFamily: 'inherit',
        fontSize: '0.8125rem',
        color: 'text.secondary',
      }}
    >
      /
    </Box>
  );
}
