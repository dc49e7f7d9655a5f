const PLACEHOLDER = '__CSP_NONCE__';

/**
 * The nonce that the content security policy of this page allows styles by. The server writes it
 * into a `<meta property="csp-nonce">` of each page; browsers hide the attribute from scripts, not
 * the property. A page that the build renders has the placeholder, which the server replaces.
 */
export const cspNonce =
  typeof document === 'undefined'
    ? PLACEHOLDER
    : (document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '');

// goober, which styles notistack's toasts, looks for its nonce here when it is first used.
Object.assign(globalThis, { __nonce__: cspNonce });
