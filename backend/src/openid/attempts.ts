import { AppError } from '../platform/errors';
import { newId } from '../platform/ids';
import { hashOpaqueToken, newOpaqueToken } from '../platform/opaque-token';
import type { OpenidAttemptDocument, OpenidAttemptModel } from './openid-attempt.model';

/** How long a user may take at the provider, or to sign in to the account. */
export const ATTEMPT_SECONDS = 600;

type Content = Omit<OpenidAttemptDocument, '_id' | 'tokenHash' | 'expiresAt'>;

/** Attempts by the token in the browser's cookie. */
export interface Attempts {
  /** @returns the token for the cookie */
  put(content: Content): Promise<string>;
  /**
   * Reads and deletes an attempt: the same answer works once.
   * @throws {AppError} CHALLENGE_EXPIRED
   */
  take(
    token: string | undefined,
    ...purposes: Content['purpose'][]
  ): Promise<OpenidAttemptDocument>;
}

/** Creates the store of attempts. @param now milliseconds since the epoch */
export function createAttempts(model: OpenidAttemptModel, now: () => number): Attempts {
  return {
    async put(content) {
      const token = newOpaqueToken();
      const expiresAt = new Date(now() + ATTEMPT_SECONDS * 1000);
      await model.create({
        _id: newId(),
        tokenHash: hashOpaqueToken(token),
        ...content,
        expiresAt,
      });
      return token;
    },
    async take(token, ...purposes) {
      const attempt =
        token === undefined
          ? null
          : await model
              .findOneAndDelete({
                tokenHash: hashOpaqueToken(token),
                purpose: { $in: purposes },
                expiresAt: { $gt: new Date(now()) },
              })
              .lean();
      if (attempt === null) throw new AppError('CHALLENGE_EXPIRED');
      return attempt;
    },
  };
}
