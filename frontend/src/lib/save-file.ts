/** Lets the browser save a file under a name. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Browsers read the file after the click; none needs longer than this to start.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The time zone of this browser, such as `Europe/Berlin`. */
export const localTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
