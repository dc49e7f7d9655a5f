import { createHmac } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { dictionary } from '@zxcvbn-ts/language-common';
import bcrypt from 'bcrypt';
import { FairQueue, type Requester } from '../platform/fair-queue';

/**
 * Version written beside each hash: bcrypt over base64(HMAC-SHA-384(NFC(password), pepper)). Those
 * of version 1 were made of the text as it was typed.
 */
export const PASSWORD_VERSION = 2;

export interface PasswordHasher {
  hash(password: string, by: Requester): Promise<string>;
  /** Against a hash, or against nothing in the same time where there is no account. */
  verify(password: string, hash: string | undefined, by: Requester): Promise<boolean>;
}

/**
 * bcrypt reads 72 bytes at most and stops at NUL, so the password is first condensed to 64 base64
 * characters by a keyed hash (OWASP Password Storage, "Pre-Hashing Passwords with bcrypt"); the key
 * keeps stolen hashes useless without this server's secret. bcrypt runs on libuv's pool: more than
 * cores - 1 at once would starve the event loop, so the rest wait in turn.
 *
 * Keyboards write é as one code point or as two, so hashes are made of the composed form (NFC), and
 * compared with each form that the text may have had when the hash was made
 * (docs/decisions/019). How many comparisons a refusal takes depends on the text alone, not on
 * whether there is an account.
 * @throws {AppError} BUSY (503) when too many wait
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

/** The composed form, the text as typed and the decomposed form; one for most passwords. */
const formsOf = (password: string): Set<string> =>
  new Set([password.normalize('NFC'), password, password.normalize('NFD')]);

const ranked = dictionary['passwords-common'] as readonly string[];

/**
 * The 3,000 commonest passwords that are long enough to be accepted at all, and so every such one
 * among the 3,000 commonest of any length (ASVS 5.0 6.2.4).
 */
const commonest = new Set(ranked.filter((password) => password.length >= 8).slice(0, 3_000));

/**
 * Why a new password would be among the first that somebody else tries (ASVS 5.0 6.2.4, 6.2.11), in
 * a sentence for the person who chose it; null where it would not.
 */
export function weaknessOf(password: string, email: string): string | null {
  const text = password.normalize('NFC').toLowerCase();
  if (commonest.has(text)) return 'This password is too common. Choose another one';
  const [name] = email.toLowerCase().split('@');
  const isOwnName = [email.toLowerCase(), name].includes(text.trim());
  // The product's name, repeated or with figures and signs around it.
  const isProduct = /^(parley)+$/.test(text.replace(/[^\p{L}]/gu, ''));
  if (isOwnName || isProduct) {
    return 'Choose a password that is not your email address or the name Parley';
  }
  return null;
}
