import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** For how many accounts one browser is known. */
const MAX_ACCOUNTS = 5;
/** 128 random bits and one signature for each account. */
const FORM = /^[\w-]{22}(\.[\w-]{22}){1,5}$/;

/**
 * Knows the devices on which an account has signed in before, by a signed cookie (OWASP, "Slow Down
 * Online Guessing Attacks with Device Cookies"). Nobody can slow down the sign-ins of such a device by
 * guessing elsewhere. The cookie signs nobody in, and it does not contain the account.
 */
export interface DeviceCookies {
  /** Returns the id of the device if the account has signed in on it before; else null. */
  deviceOf(cookie: string | undefined, account: string): string | null;
  /** Returns the new value of the cookie after the account has signed in. */
  withAccount(cookie: string | undefined, account: string): string;
}

/** @param secret from which the key of the signatures is derived */
export function createDeviceCookies(secret: string): DeviceCookies {
  const key = createHmac('sha256', secret).update('device cookies').digest();
  const sign = (device: string, account: string): string =>
    createHmac('sha256', key).update(`${device} ${account}`).digest('base64url').slice(0, 22);

  function read(cookie: string | undefined): { device: string; signatures: string[] } | null {
    if (cookie === undefined || !FORM.test(cookie)) return null;
    const [device = '', ...signatures] = cookie.split('.');
    return { device, signatures };
  }

  return {
    deviceOf(cookie, account) {
      const known = read(cookie);
      if (known === null) return null;
      const own = Buffer.from(sign(known.device, account));
      const isKnown = known.signatures.some((other) => timingSafeEqual(Buffer.from(other), own));
      return isKnown ? known.device : null;
    },
    withAccount(cookie, account) {
      const { device, signatures } = read(cookie) ?? {
        device: randomBytes(16).toString('base64url'),
        signatures: [],
      };
      const own = sign(device, account);
      const others = signatures.filter((signature) => signature !== own);
      return [device, own, ...others.slice(0, MAX_ACCOUNTS - 1)].join('.');
    },
  };
}
