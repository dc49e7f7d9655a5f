/**
 * Patterns for names, addresses and secrets in texts that we did not write ourselves, such as the
 * messages of errors. The order counts: a URL may contain what a later pattern matches.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Session descriptions and their lines (RFC 8866), which browsers quote when they cannot parse them.
  [/\bv=0\s[\s\S]*/g, '[sdp]'],
  [/(^|\s)[abcimostuv]=\S[^\n]*/g, '$1[sdp]'],
  // RFC 8839 section 5.1.
  [/\bcandidate:[^\n"']*/gi, '[candidate]'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]*/gi, '[url]'],
  // URLs without an authority: RFC 7064, RFC 7065, and those that carry data.
  [/\b(stuns?|turns?|data|mailto):[^\s"'<>)]+/gi, '[url]'],
  [/[^\s"'<>@]+@[^\s"'<>@]+\.[^\s"'<>@]+/g, '[email]'],
  // What a parser quotes of its input.
  [/"[^"\n]*"/g, '"…"'],
  // JSON Web Tokens (RFC 7519) and other long secrets. Our ids have 32 characters at most.
  [/\b[\w-]+\.[\w-]{10,}\.[\w-]{10,}/g, '[token]'],
  [/[\w+/-]{41,}=*/g, '[token]'],
  // mDNS names of candidates, and other names of machines that ICE errors mention.
  [/\b[\w-]+(\.[\w-]+)*\.(local|lan|home|internal)\b/gi, '[host]'],
  [/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, '[ip]'],
  // IPv6 (RFC 4291 section 2.2): at least two colons among groups of hexadecimal digits.
  [/\[?(?<![\w:])(?:[0-9a-f]{1,4}:|:){2,7}[0-9a-f:]*(?:%\w+)?\]?(?::\d+)?/gi, '[ip]'],
];

/** Removes URLs, IP addresses, e-mail addresses, tokens, SDP, candidates and quoted input. */
export function scrub(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
  return clean.replace(/\s+/g, ' ').trim();
}
