import { createHmac } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { dictionary } from '@zxcvbn-ts/language-common';
import bcrypt from 'bcrypt';
import { FairQueue, type Requester } from '../platform/fair-queue';

/**
 * Version stored with each hash: bcrypt over base64(HMAC-SHA-384(NFC(password), pepper)). Hashes of
 * version 1 were made from the text as typed.
 */
export const PASSWORD_VERSION = 2;

export interface PasswordHasher {
  /** Hashes a new password. @throws {AppError} BUSY */
  hash(password: string, by: Requester): Promise<string>;
  /** Compares with a hash, or, without an account, takes the same time. @throws {AppError} BUSY */
  verify(password: string, hash: string | undefined, by: Requester): Promise<boolean>;
}

/**
 * Creates the password hasher. bcrypt reads at most 72 bytes and stops at NUL, so a keyed hash first
 * turns the password into 64 base64 characters (OWASP Password Storage, "Pre-Hashing Passwords with
 * bcrypt"). Without the key, stolen hashes are useless. bcrypt runs in libuv's thread pool; more than
 * cores - 1 at the same time would starve the event loop, so further tasks wait in a fair queue.
 *
 * Keyboards write é as one code point or as two. Hashes are made from the composed form (NFC) and
 * compared with each form that the text may have had when the hash was made (docs/decisions/019). The
 * number of comparisons depends on the text alone, not on whether the account exists.
 */
export function createPasswordHasher(
  pepper: string,
  cost: number,
  parallel = Math.max(1, availableParallelism() - 1),
): PasswordHasher {
  const condense = (password: string) =>
    createHmac('sha384', pepper).update(password, 'utf8').digest('base64');
  const queue = new FairQueue(parallel);
  let dummy: Promise<string> | undefined;
  return {
    hash: (password, by) =>
      queue.run(by, () => bcrypt.hash(condense(password.normalize('NFC')), cost)),
    async verify(password, known, by) {
      dummy ??= bcrypt.hash(condense('no account has this password'), cost);
      const target = known ?? (await dummy);
      const same = await queue.run(by, async () => {
        for (const form of formsOf(password)) {
          if (await bcrypt.compare(condense(form), target)) return true;
        }
        return false;
      });
      return same && known !== undefined;
    },
  };
}

/** The composed form, the text as typed and the decomposed form, which are mostly the same. */
const formsOf = (password: string): Set<string> =>
  new Set([password.normalize('NFC'), password, password.normalize('NFD')]);

const ranked = dictionary['passwords-common'] as readonly string[];

/**
 * The 3,000 most common passwords of at least 8 characters. They contain those of the 3,000 most common
 * passwords of any length that are long enough (ASVS 5.0, 6.2.4).
 */
const commonest = new Set(ranked.filter((password) => password.length >= 8).slice(0, 3_000));

/**
 * Checks whether an attacker would guess a new password early (ASVS 5.0, 6.2.4 and 6.2.11).
 * @returns a sentence for the user, or null for a good password
 */
export function weaknessOf(password: string, email: string): string | null {
  const text = password.normalize('NFC').toLowerCase();
  if (commonest.has(text)) return 'This password is too common. Choose another one';
  const [name] = email.toLowerCase().split('@');
  const isOwnName = [email.toLowerCase(), name].includes(text.trim());
  // The name of the product, repeated or with digits and punctuation.
  const isProduct = /^(parley)+$/.test(text.replace(/[^\p{L}]/gu, ''));
  if (isOwnName || isProduct) {
    return 'Choose a password that is not your email address or the name Parley';
  }
  return null;
}
