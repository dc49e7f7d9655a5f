import { cleanText, withoutUnseen } from '@parley/shared/text';

/*
 * Text of users in files that other programs read. Most of it was cleaned when it came in; records of
 * earlier versions and of other programs may not be, so a file does not rely on it.
 */

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text of several lines: line feeds only, no control characters, no direction overrides. */
export const plainText = (text: string): string => cleanText(text).replaceAll(CONTROL, '');

/** The same on one line. */
export const plainLine = (text: string): string =>
  withoutUnseen(plainText(text))
    .replaceAll(/[\s\u0085\u2028\u2029]+/gu, ' ')
    .trim();
