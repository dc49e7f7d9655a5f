import { Secret, TOTP } from 'otpauth';

/** Every authenticator app supports these values; some ignore others (RFC 6238, 1.2 and 4). */
const PERIOD_SECONDS = 30;
const FORM = { algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS } as const;
/** The clocks of phone and server may differ by this many steps (RFC 6238, 5.2). */
const WINDOW = 1;
/** 160 bits, as RFC 4226, 4 (R6) recommends. */
const SECRET_BYTES = 20;

/** Creates a secret for an authenticator app, in base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** Returns the `otpauth:` link of a secret, which the app reads from a QR code. */
export const totpUri = (secret: string, account: string): string =>
  new TOTP({
    ...FORM,
    issuer: 'Parley',
    label: account,
    secret: Secret.fromBase32(secret),
  }).toString();

/**
 * Returns the time step of a code, or null if the code is wrong.
 * @param now milliseconds since the epoch
 */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const delta = TOTP.validate({
    ...FORM,
    secret: Secret.fromBase32(secret),
    token,
    timestamp: now,
    window: WINDOW,
  });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
}
