/** What can be open beside the stage, one at a time. */
export type Panel = 'chat' | 'people' | 'statistics';

/** Of the button that opens it, or the menu that it is chosen in: where the focus goes back to. */
export function panelButtonId(panel: Panel): string {
  return `open-${panel}`;
}
