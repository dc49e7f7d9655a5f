import type { Message } from '@parley/shared/chat';
import type { ReactNode } from 'react';

/** What users can do with a line of the chat. The chat shows it, the marks provide it. */
export interface LineTools {
  /** The marks of a line. */
  renderMarks(line: Message): ReactNode;
  /** Opens the menu of a line below `anchor`. */
  openMenu(line: Message, anchor: HTMLElement): void;
  /** Acts on a key that was pressed while the line has the focus. Returns whether it knows the key. */
  press(line: Message, event: KeyboardEvent): boolean;
}
