import { isRightToLeft } from '@parley/shared/text';

/**
 * Prepares text of a user for a sentence without markup (titles, toasts, accessible names).
 * Right-to-left text gets U+2068 FIRST STRONG ISOLATE and U+2069 around it, so that it does not
 * reorder the words beside it. Other text stays as it is.
 */
export function isolate(text: string): string {
  return isRightToLeft(text) ? `\u2068${text}\u2069` : text;
}
