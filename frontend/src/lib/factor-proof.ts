import type { FactorProof } from '@parley/shared/second-factor';
import { hasCode } from './api-client-error';
import { errorMessage } from './error-messages';
import { passkeyProblem } from './passkeys';

/** Tells by its form whether a typed code comes from the authenticator app or is a recovery code. */
export function codeProof(text: string): FactorProof {
  const code = text.trim();
  const isTotp = /^\d{6}$/.test(code.replaceAll(/\s/g, ''));
  return { method: isTotp ? 'totp' : 'recovery', code };
}

/** Explains why a proof failed. */
export function proofMessage(error: unknown, method: 'code' | 'passkey' | 'password'): string {
  if (hasCode(error, 'PROOF_REFUSED')) return REFUSED[method];
  return passkeyProblem(error) ?? errorMessage(error);
}

const REFUSED = {
  code: 'This code is not right, or it was used before. Enter the next one that your app shows.',
  passkey: 'This passkey does not belong to your account. Use another one.',
  password: 'The password is wrong.',
};
