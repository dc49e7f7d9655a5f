/** One thing that was looked at, in words for somebody who is about to have a call. */
export interface Finding {
  readonly id: string;
  /** `warning`: a call works, with less; `problem`: something of it does not. */
  readonly status: 'good' | 'warning' | 'problem' | 'running';
  readonly title: string;
  /** What to do about it, in one sentence or two. */
  readonly advice?: string;
  /** A file or page that the advice speaks of. */
  readonly link?: { readonly href: string; readonly words: string };
}

/** The worst of all; `running` while one is not known. */
export function overall(findings: readonly Finding[]): Finding['status'] {
  for (const status of ['running', 'problem', 'warning'] as const) {
    if (findings.some((finding) => finding.status === status)) return status;
  }
  return 'good';
}
