/** The address of our web page as the browser sees it; passkeys belong to one host. */
export interface Site {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The host alone, the "relying party id" of WebAuthn. */
  readonly rpId: string;
}

/** @param origin an origin that may use the server */
export const siteOf = (origin: string): Site => ({ origin, rpId: new URL(origin).hostname });
