/** What can be open beside the stage, one at a time. */
export type Panel = 'chat' | 'people' | 'statistics';

/** Of the button that opens it, or the menu that it is chosen in. */
export function panelButtonId(panel: Panel): string {
  return `open-${panel}`;
}

/** Puts the focus where the panel can be opened again: 'More' where its button is in the sheet. */
export function focusPanelButton(panel: Panel): void {
  const button = document.getElementById(panelButtonId(panel));
  (button ?? document.getElementById(panelButtonId('statistics')))?.focus();
}
