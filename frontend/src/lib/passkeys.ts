import type { NewPasskey, PasskeyProof } from '@parley/shared/second-factor';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';

/** The options of the server, which the browser interprets. */
interface Options {
  challenge: string;
}

/** Browsers have passkeys on secure pages, and for host names but not for IP addresses. */
export const hasPasskeys = (): boolean =>
  'PublicKeyCredential' in globalThis &&
  globalThis.isSecureContext &&
  !/^[\d.]+$|^\[/.test(location.hostname);

/** Asks the user to make a passkey. @throws {Error} if the user or the device refuses */
export async function createPasskey(options: Options): Promise<NewPasskey> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const made = await startRegistration({
    optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON,
  });
  const { clientDataJSON, attestationObject, transports } = made.response;
  return {
    ...headOf(made),
    response: { clientDataJSON, attestationObject, ...(transports && { transports }) },
  };
}

/** Asks the user for one of their passkeys. @throws {Error} if the user or the device refuses */
export async function provePasskey(options: Options): Promise<PasskeyProof> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const proof = await startAuthentication({
    optionsJSON: options,
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = proof.response;
  return {
    ...headOf(proof),
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) },
  };
}

const headOf = ({ id, rawId }: { id: string; rawId: string }) => ({
  id,
  rawId,
  type: 'public-key' as const,
});

/** Explains why there is no passkey, in one sentence; null for errors that are not from the browser. */
export function passkeyProblem(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'InvalidStateError')
    return 'This device already has a passkey for your account.';
  if (error.name === 'NotAllowedError' || error.name === 'AbortError') {
    return 'No passkey was used. Try again, or use another way.';
  }
  if (error.name === 'SecurityError' || error.name === 'NotSupportedError') {
    return 'This browser cannot use passkeys at this address. Use another way.';
  }
  return null;
}
