/** The panels beside the stage; one is open at a time. */
export type Panel = 'chat' | 'people' | 'statistics';

/** The element id of the button that opens a panel or the menu with its item. */
export function panelButtonId(panel: Panel): string {
  return `open-${panel}`;
}

/** Focuses the button that opens a panel; 'More' if that button is in the sheet. */
export function focusPanelButton(panel: Panel): void {
  const button = document.getElementById(panelButtonId(panel));
  (button ?? document.getElementById(panelButtonId('statistics')))?.focus();
}
