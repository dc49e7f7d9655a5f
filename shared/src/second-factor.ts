import { z } from 'zod';
import { sessionResponseSchema } from './auth';
import { defineEndpoints } from './endpoint';
import { displayNameSchema, idSchema, instantSchema } from './text';

/** How many passkeys an account may have. */
export const MAX_PASSKEYS = 10;
/** How many recovery codes there are; each works once. */
export const RECOVERY_CODES = 10;
/** How long a proof of identity counts, in seconds. */
export const PROOF_SECONDS = 600;

/** How a user can prove who they are, when they sign in and before a dangerous action. */
export const proofMethodSchema = z.enum(['password', 'totp', 'recovery', 'passkey', 'openid']);
export type ProofMethod = z.infer<typeof proofMethodSchema>;

const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]+$/);

/**
 * `RegistrationResponseJSON` of WebAuthn. Browsers add fields over time, so further ones are dropped
 * instead of refused.
 */
export const newPasskeySchema = z.object({
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(4_000),
    attestationObject: base64url(8_000),
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
});
export type NewPasskey = z.infer<typeof newPasskeySchema>;

/** `AuthenticationResponseJSON` of WebAuthn; further fields are dropped. */
export const passkeyProofSchema = z.object({
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(4_000),
    authenticatorData: base64url(4_000),
    signature: base64url(4_000),
    userHandle: base64url(200).optional(),
  }),
});
export type PasskeyProof = z.infer<typeof passkeyProofSchema>;

const codeSchema = z.string().trim().min(1, 'Must not be empty').max(40, 'At most 40 characters');

const factorProofs = [
  z.strictObject({ method: z.literal('totp'), code: codeSchema }),
  z.strictObject({ method: z.literal('recovery'), code: codeSchema }),
  z.strictObject({ method: z.literal('passkey'), passkey: passkeyProofSchema }),
] as const;

/** A proof by a second factor. */
export const factorProofSchema = z.discriminatedUnion('method', [...factorProofs]);
export type FactorProof = z.infer<typeof factorProofSchema>;

/** A proof by a second factor or by the password. */
export const proofSchema = z.discriminatedUnion('method', [
  ...factorProofs,
  z.strictObject({
    method: z.literal('password'),
    password: z.string().min(1, 'Must not be empty').max(256, 'At most 256 characters'),
  }),
]);
export type Proof = z.infer<typeof proofSchema>;

/** Random text that names one unfinished sign-in. */
const challengeTokenSchema = base64url(100);

/**
 * The options for `navigator.credentials`, in the JSON form of WebAuthn level 3. The browser interprets
 * them.
 */
const webauthnOptionsSchema = z.looseObject({ challenge: z.string() });

export const passkeySchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  createdAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
});
export type Passkey = z.infer<typeof passkeySchema>;

/** The factors of an account, as its user sees them. */
export const secondFactorSchema = z.strictObject({
  /** Whether an authenticator app is set up. */
  totp: z.boolean(),
  passkeys: z.array(passkeySchema),
  /** Whether the account has a password; users who came by a sign-in provider may have none. */
  hasPassword: z.boolean(),
  recoveryCodesLeft: z.number().int().nonnegative(),
  /** How the user can prove who they are now. */
  proofMethods: z.array(proofMethodSchema),
});
export type SecondFactor = z.infer<typeof secondFactorSchema>;

/** The recovery codes are in the response only when they are new. They are never shown again. */
const recoveryCodesSchema = z.array(z.string());

/** The second step of a sign-in, and the sign-in with a passkey alone. */
export const secondStepEndpoints = defineEndpoints({
  completeSignIn: {
    method: 'POST',
    path: '/auth/second-factor',
    access: 'public',
    summary:
      'Finish a sign-in that was answered with SECOND_FACTOR_REQUIRED. Sets the refresh cookie. A challenge works for five minutes, for a few tries, and for one sign-in.',
    body: z.strictObject({ challenge: challengeTokenSchema, proof: factorProofSchema }),
    response: sessionResponseSchema,
    status: 200,
    errors: ['PROOF_REFUSED', 'CHALLENGE_EXPIRED', 'ORIGIN_FORBIDDEN'],
  },
  secondStepPasskeyOptions: {
    method: 'POST',
    path: '/auth/second-factor/passkey',
    access: 'public',
    summary: 'Get the WebAuthn options for the second step of a sign-in with a passkey.',
    body: z.strictObject({ challenge: challengeTokenSchema }),
    response: z.strictObject({ options: webauthnOptionsSchema }),
    status: 200,
    errors: ['CHALLENGE_EXPIRED', 'ORIGIN_FORBIDDEN'],
  },
  passkeySignInOptions: {
    method: 'POST',
    path: '/auth/passkey/options',
    access: 'public',
    summary: 'Get the WebAuthn options for signing in with a passkey alone.',
    response: z.strictObject({ challenge: challengeTokenSchema, options: webauthnOptionsSchema }),
    status: 200,
    errors: ['ORIGIN_FORBIDDEN'],
  },
  passkeySignIn: {
    method: 'POST',
    path: '/auth/passkey',
    access: 'public',
    summary:
      'Sign in with a passkey alone: the device has verified the user, so no second step follows. Sets the refresh cookie.',
    body: z.strictObject({ challenge: challengeTokenSchema, passkey: passkeyProofSchema }),
    response: sessionResponseSchema,
    status: 200,
    errors: ['PROOF_REFUSED', 'CHALLENGE_EXPIRED', 'ORIGIN_FORBIDDEN'],
  },
});

/** The factors of the own account, and proofs before dangerous actions. */
export const secondFactorEndpoints = defineEndpoints({
  readSecondFactor: {
    method: 'GET',
    path: '/users/me/second-factor',
    access: 'account',
    summary: 'Read which second factors your account has.',
    response: z.strictObject({ secondFactor: secondFactorSchema }),
    status: 200,
  },
  startTotp: {
    method: 'POST',
    path: '/users/me/second-factor/totp',
    access: 'account',
    summary:
      'Begin to set up an authenticator app (RFC 6238). It counts only after it was confirmed. Requires a recent proof.',
    response: z.strictObject({ secret: z.string(), uri: z.string() }),
    status: 201,
    errors: ['STEP_UP_REQUIRED'],
  },
  confirmTotp: {
    method: 'POST',
    path: '/users/me/second-factor/totp/confirm',
    access: 'account',
    summary:
      'Turn the authenticator app on with its first code. With the first factor you also get recovery codes. Requires a recent proof.',
    body: z.strictObject({ code: codeSchema }),
    response: z.strictObject({ recoveryCodes: recoveryCodesSchema.optional() }),
    status: 200,
    errors: ['STEP_UP_REQUIRED', 'PROOF_REFUSED', 'CHALLENGE_EXPIRED'],
  },
  removeTotp: {
    method: 'DELETE',
    path: '/users/me/second-factor/totp',
    access: 'account',
    summary: 'Turn the authenticator app off. Requires a recent proof.',
    status: 204,
    errors: ['STEP_UP_REQUIRED', 'NOT_FOUND'],
  },
  renewRecoveryCodes: {
    method: 'POST',
    path: '/users/me/second-factor/recovery-codes',
    access: 'account',
    summary: 'Replace all recovery codes with new ones. Requires a recent proof.',
    response: z.strictObject({ recoveryCodes: recoveryCodesSchema }),
    status: 201,
    errors: ['STEP_UP_REQUIRED', 'NOT_FOUND'],
  },
  newPasskeyOptions: {
    method: 'POST',
    path: '/users/me/passkeys/options',
    access: 'account',
    summary: 'Get the WebAuthn options for a new passkey. Requires a recent proof.',
    response: z.strictObject({ options: webauthnOptionsSchema }),
    status: 200,
    errors: ['STEP_UP_REQUIRED', 'TOO_MANY_PASSKEYS', 'ORIGIN_FORBIDDEN'],
  },
  addPasskey: {
    method: 'POST',
    path: '/users/me/passkeys',
    access: 'account',
    summary:
      'Store a new passkey. With the first factor you also get recovery codes. Requires a recent proof.',
    body: z.strictObject({ name: displayNameSchema, passkey: newPasskeySchema }),
    response: z.strictObject({
      passkey: passkeySchema,
      recoveryCodes: recoveryCodesSchema.optional(),
    }),
    status: 201,
    errors: [
      'STEP_UP_REQUIRED',
      'PROOF_REFUSED',
      'CHALLENGE_EXPIRED',
      'TOO_MANY_PASSKEYS',
      'ORIGIN_FORBIDDEN',
    ],
  },
  removePasskey: {
    method: 'DELETE',
    path: '/users/me/passkeys/:id',
    access: 'account',
    summary: 'Remove a passkey. Requires a recent proof.',
    params: z.strictObject({ id: idSchema }),
    status: 204,
    errors: ['STEP_UP_REQUIRED'],
  },
  prove: {
    method: 'POST',
    path: '/users/me/proof',
    access: 'account',
    summary:
      'Prove who you are, so that this session may do dangerous actions for ten minutes. With a second factor, the password alone is not enough.',
    body: z.strictObject({ proof: proofSchema }),
    status: 204,
    errors: ['PROOF_REFUSED', 'CHALLENGE_EXPIRED', 'ORIGIN_FORBIDDEN'],
  },
  provePasskeyOptions: {
    method: 'POST',
    path: '/users/me/proof/passkey',
    access: 'account',
    summary: 'Get the WebAuthn options for a proof with a passkey.',
    response: z.strictObject({ options: webauthnOptionsSchema }),
    status: 200,
    errors: ['ORIGIN_FORBIDDEN'],
  },
});
