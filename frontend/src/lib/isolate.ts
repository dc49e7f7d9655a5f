import { isRightToLeft } from '@parley/shared/text';

/**
 * Somebody's text for a sentence that has no markup (titles, toasts, accessible names): where it
 * runs from right to left it is isolated, so that it does not move what stands beside it (U+2068
 * FIRST STRONG ISOLATE, U+2069). Other text stays as it is.
 */
export function isolate(text: string): string {
  return isRightToLeft(text) ? `\u2068${text}\u2069` : text;
}
