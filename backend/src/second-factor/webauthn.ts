import type { NewPasskey, PasskeyProof } from '@parley/shared/second-factor';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { PasskeyDocument } from './passkey.model';
import type { Site } from './site';

/** How long the browser waits for the user, in milliseconds. */
const TIMEOUT_MS = 5 * 60_000;

type Known = Pick<PasskeyDocument, 'credentialId' | 'publicKey' | 'counter' | 'transports'>;

const toDescriptor = ({ credentialId, transports }: Known) => ({ id: credentialId, transports });

/** A new passkey, without its owner and name. */
export type StoredCredential = Known & Pick<PasskeyDocument, 'rpId'>;

/** Creates the options for a new passkey. It is discoverable where the device can store it. */
export const newPasskeyOptions = (
  site: Site,
  user: { id: string; name: string; displayName: string },
  known: readonly Known[],
) =>
  generateRegistrationOptions({
    rpName: 'Parley',
    rpID: site.rpId,
    userID: new Uint8Array(Buffer.from(user.id, 'hex')),
    userName: user.name,
    userDisplayName: user.displayName,
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    excludeCredentials: known.map(toDescriptor),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });

/** Returns the credential of a new passkey, or null if the response does not fit the challenge. */
export async function verifyNewPasskey(
  site: Site,
  challenge: string,
  passkey: NewPasskey,
): Promise<StoredCredential | null> {
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...passkey, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: false,
    });
    if (registrationInfo === undefined) return null;
    const { id, publicKey, counter } = registrationInfo.credential;
    return {
      credentialId: id,
      publicKey: Buffer.from(publicKey).toString('base64url'),
      counter,
      transports: passkey.response.transports ?? [],
      rpId: site.rpId,
    };
  } catch {
    // The library throws for everything that an attacker or a broken device may send.
    return null;
  }
}

/**
 * Creates the options for a proof with a passkey.
 * @param known the passkeys of the user; empty if the browser shall offer those that it has
 */
export const passkeyProofOptions = (site: Site, known: readonly Known[]) =>
  generateAuthenticationOptions({
    rpID: site.rpId,
    timeout: TIMEOUT_MS,
    allowCredentials: known.map(toDescriptor),
    // Alone, a passkey replaces both factors, so the device must know its user.
    userVerification: known.length === 0 ? 'required' : 'preferred',
  });

/** Returns the new counter of a passkey, or null if the proof is wrong. */
export async function verifyPasskeyProof(
  site: Site,
  challenge: string,
  known: Known,
  { passkey, mustVerifyUser }: { passkey: PasskeyProof; mustVerifyUser: boolean },
): Promise<number | null> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...passkey, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      credential: {
        id: known.credentialId,
        publicKey: new Uint8Array(Buffer.from(known.publicKey, 'base64url')),
        counter: known.counter,
        transports: known.transports,
      },
      requireUserVerification: mustVerifyUser,
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    // The library also throws for a counter that went back, as that of a copied key would.
    return null;
  }
}
