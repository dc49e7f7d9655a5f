/** The result of one check, in words for a user. */
export interface Finding {
  readonly id: string;
  /** `warning`: a call works with limits; `problem`: a part of it does not work. */
  readonly status: 'good' | 'warning' | 'problem' | 'running';
  readonly title: string;
  /** What the user can do about it, in one or two sentences. */
  readonly advice?: string;
  /** A file or page that the advice refers to. */
  readonly link?: { readonly href: string; readonly words: string };
}

/** The worst status; `running` while any check is. */
export function overall(findings: readonly Finding[]): Finding['status'] {
  for (const status of ['running', 'problem', 'warning'] as const) {
    if (findings.some((finding) => finding.status === status)) return status;
  }
  return 'good';
}
