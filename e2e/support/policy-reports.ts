import type { BrowserContext } from '@playwright/test';

/** What the content security policy has blocked since the last look, in any page of this process. */
let reports: string[] = [];

/** Collects the violations of all documents of a context, also of those that it has left. */
export async function collectReports(context: BrowserContext): Promise<void> {
  await context.exposeFunction('parleyReport', (report: string) => reports.push(report));
  await context.addInitScript(() => {
    const { parleyReport } = window as unknown as { parleyReport: (report: string) => void };
    document.addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event;
      const place = `${sourceFile ?? ''}:${lineNumber}`;
      parleyReport(`${violatedDirective} ${blockedURI} at ${place} ${sample}`);
    });
  });
}

/** Returns the violations so far and forgets them. */
export function takeReports(): string[] {
  const taken = reports;
  reports = [];
  return taken;
}
