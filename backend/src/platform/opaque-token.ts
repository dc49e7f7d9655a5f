import { createHash, randomBytes } from 'node:crypto';

/** A token of 256 random bits for a cookie or a link (ASVS 5.0, 7.2.3). */
export const newOpaqueToken = (): string => randomBytes(32).toString('base64url');

/** The database stores only this hash. A token has 256 random bits, so it needs no salt. */
export const hashOpaqueToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');
