const PLACEHOLDER = '__CSP_NONCE__';

/**
 * The nonce for styles in the content security policy of this page. The server writes it into a
 * `<meta property="csp-nonce">`. Browsers hide the attribute from scripts but not the property. A
 * prerendered page has the placeholder, which the server replaces.
 */
export const cspNonce =
  typeof document === 'undefined'
    ? PLACEHOLDER
    : (document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '');

// goober would fill its style element with `innerHTML`, which the policy of the page forbids
// (docs/decisions/058). It uses an element that exists.
if (typeof document !== 'undefined') {
  const style = document.createElement('style');
  style.id = '_goober';
  style.nonce = cspNonce;
  style.append(' ');
  document.head.append(style);
}

// goober, which styles notistack's toasts, reads its nonce from here at its first use.
Object.assign(globalThis, { __nonce__: cspNonce });
