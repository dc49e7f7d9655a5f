import { plainLine, plainText } from './plain-text';

/*
 * Text of users in Markdown. It must stay text for CommonMark and its usual extensions (tables,
 * strikethrough, formulas, attributes), and for programs that pass HTML through. Renderers may still
 * turn a whole address (`https://…`) into a link to itself, which shows where it leads.
 */

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const escapeInline = (text: string): string =>
  text
    .replaceAll(/[\\`*_{}[\]~|$^]/g, String.raw`\$&`)
    .replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? '');

/** What begins a block at the start of a line: headings, lists, rules, underlines, directives. */
const escapeStart = (line: string): string =>
  line.replace(/^([#+\-=:!%])/, String.raw`\$1`).replace(/^(\d+)([.)])/, String.raw`$1\$2`);

/** One line of Markdown in which the text is only text. */
export const markdownLine = (text: string): string => escapeStart(escapeInline(plainLine(text)));

/**
 * Markdown in which the text is only text, and its line breaks stay.
 * @param indent of the second and all further lines, such as that of a list item
 */
export function markdownText(text: string, indent: string): string {
  return plainText(text)
    .split('\n')
    .map((line) => {
      const trimmed = line.trim();
      // Markdown would remove the spaces, and they may be the layout of a table or of source text.
      const spaces = line.trimEnd().length - trimmed.length;
      return '&nbsp;'.repeat(Math.min(spaces, 40)) + escapeStart(escapeInline(trimmed));
    })
    .join(`\\\n${indent}`);
}

/**
 * A double-quoted scalar of YAML. JSON is a part of YAML 1.2; the characters that YAML 1.1 takes for
 * line breaks are escaped too.
 */
export const yamlString = (text: string): string =>
  JSON.stringify(plainLine(text)).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
