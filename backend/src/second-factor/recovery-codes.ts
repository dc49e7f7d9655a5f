import { createHmac, randomInt } from 'node:crypto';
import { RECOVERY_CODES } from '@parley/shared/second-factor';

/** Without letters and digits that look alike, and without vowels, which form words. */
const ALPHABET = '23456789bcdfghjkmnpqrstvwxz';
const GROUPS = 2;
const GROUP_LENGTH = 5;

/** Creates ten recovery codes such as `b7kqx-m2r9t`, each with 47 random bits. */
export const newRecoveryCodes = (): string[] => Array.from({ length: RECOVERY_CODES }, newCode);

const newCode = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  ).join('-');

/**
 * Hashes a recovery code as it was typed, with or without hyphen, spaces and capitals. The hash is
 * keyed: without the key, a stolen hash cannot be tried out, so it needs no slow function.
 */
export const hashRecoveryCode = (key: Buffer, userId: string, code: string): string =>
  createHmac('sha256', key)
    .update(`${userId} ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`)
    .digest('base64url');
