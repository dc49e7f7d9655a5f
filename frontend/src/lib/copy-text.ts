import { createLog } from '../core/log';

const log = createLog('app');

/**
 * Puts text on the clipboard. The Clipboard API exists in secure contexts only. A page that came by
 * plain HTTP from a server in a local network uses `document.execCommand` instead.
 *
 * @returns whether it worked
 */
export async function copyText(text: string): Promise<boolean> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (clipboard !== undefined) {
    try {
      await clipboard.writeText(text);
      return true;
    } catch (error) {
      // Without the permission or the focus, the older API may still work.
      log.debug('the Clipboard API refused', { error });
    }
  }
  return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  const focused = document.activeElement;
  // A modal dialog keeps the focus inside itself, so the field must be inside it too.
  (focused?.closest('[role=dialog]') ?? document.body).append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
