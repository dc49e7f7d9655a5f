/** An email as the mailer sends it. */
export interface Mail {
  /** For the log. */
  readonly name: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What an email says. */
export interface MailContent {
  readonly name: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** The one thing to do. */
  readonly button?: { readonly label: string; readonly url: string };
  /** Smaller, below the button. */
  readonly notes: readonly string[];
}

const INK = '#101418';
const CORAL = '#e4572e';
const FONT = "Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/**
 * Renders an email as plain text and as HTML: one column, a table for old clients, inline styles,
 * colours for light and dark. It loads nothing.
 * @param site the name of this server's address, such as `meet.example.org`
 */
export function renderMail(content: MailContent, site: string): Mail {
  const { name, subject, paragraphs, button, notes } = content;
  const text = [
    ...paragraphs,
    ...(button === undefined ? [] : [`${button.label}:\n${button.url}`]),
    ...notes,
    `-- \nParley at ${site}`,
  ].join('\n\n');
  return { name, subject, text: `${text}\n`, html: htmlOf(content, site) };
}

function htmlOf({ subject, paragraphs, button, notes }: MailContent, site: string): string {
  const body = paragraphs
    .map((text) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`)
    .join('\n');
  const action =
    button === undefined
      ? ''
      : `<p style="margin:24px 0"><a href="${escapeHtml(button.url)}" style="display:inline-block;background:${CORAL};color:${INK};font-weight:600;text-decoration:none;padding:14px 24px;border-radius:12px">${escapeHtml(button.label)}</a></p>`;
  const small = notes
    .map((text) => `<p class="note" style="margin:0 0 12px">${escapeHtml(text)}</p>`)
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(subject)}</title>
<style>
body { margin: 0; background: #faf8f4; color: ${INK}; }
.card { background: #ffffff; border: 1px solid #e3dfd7; }
.note { color: #565d66; font-size: 14px; line-height: 1.5; }
@media (prefers-color-scheme: dark) {
  body { background: ${INK}; color: #f3efe8; }
  .card { background: #1a2027; border-color: #2c343d; }
  .note { color: #a9b1bb; }
}
</style>
</head>
<body>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:24px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:520px"><tr><td style="font-family:${FONT};font-size:16px;line-height:1.5;text-align:left">
<p style="margin:0 0 16px;font-size:20px;font-weight:700;letter-spacing:-0.02em">Parley</p>
<div class="card" style="border-radius:12px;padding:24px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3;letter-spacing:-0.01em">${escapeHtml(subject)}</h1>
${body}
${action}
${small}
</div>
<p class="note" style="margin:16px 0 0">Parley at ${escapeHtml(site)}. This email was sent automatically.</p>
</td></tr></table>
</td></tr></table>
</body>
</html>
`;
}
