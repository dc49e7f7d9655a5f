/** The part of the Trusted Types API (W3C) that we use. Firefox before 148 and old Safari lack it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

/** Scripts come from this server only, whatever a caller passes. */
function ownScriptUrl(url: string): string {
  const { origin, href } = new URL(url, document.baseURI);
  if (origin !== location.origin) throw new TypeError('A script of another origin');
  return href;
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy('parley', { createScriptURL: ownScriptUrl });

/**
 * Returns the address of a script so that the browser accepts it. The content security policy lets no
 * text become the address of a script in another way (docs/decisions/058).
 * @throws {TypeError} if the script is not from this server
 */
export function trustedScriptUrl(url: string): string {
  return policy?.createScriptURL(url) ?? ownScriptUrl(url);
}
