import { AppError } from '../platform/errors';
import { toId } from '../platform/ids';
import { hashOpaqueToken } from '../platform/opaque-token';
import type { ChallengeDocument, ChallengeModel } from './challenge.model';

/** How long a client may take to answer. */
const LIFETIME_MS = 5 * 60_000;
/** How many answers a challenge takes; wrong ones also count against the limit of the account. */
const TRIES = 5;

/** What a challenge is for. The same answer fits no other purpose. */
export type Purpose = 'second step' | 'passkey sign-in' | 'new passkey' | 'proof';

/** What a client must answer soon, kept in the database so that any server can take the answer. */
export interface Challenges {
  /**
   * Stores a challenge and replaces an earlier one for the same purpose and holder.
   * @param holder a token that only the client knows, or the id of the session
   */
  put(purpose: Purpose, holder: string, content: ChallengeContent): Promise<void>;
  /** Notes the WebAuthn options that were given out. Tries and lifetime stay as they are. */
  offer(purpose: Purpose, holder: string, webauthn: string): Promise<void>;
  /** @throws {AppError} CHALLENGE_EXPIRED */
  read(purpose: Purpose, holder: string): Promise<ChallengeDocument>;
  /** Reads a challenge and uses up one try. @throws {AppError} CHALLENGE_EXPIRED */
  try(purpose: Purpose, holder: string): Promise<ChallengeDocument>;
  /** Reads and deletes a challenge: only one caller gets it. @throws {AppError} CHALLENGE_EXPIRED */
  take(purpose: Purpose, holder: string): Promise<ChallengeDocument>;
}

interface ChallengeContent {
  userId?: string;
  webauthn?: string;
}

/** Creates the store of challenges. @param now milliseconds since the epoch */
export function createChallenges(model: ChallengeModel, now: () => number): Challenges {
  const fresh = (purpose: Purpose, holder: string) => ({
    key: keyOf(purpose, holder),
    expiresAt: { $gt: new Date(now()) },
  });
  return {
    async put(purpose, holder, { userId, webauthn }) {
      const key = keyOf(purpose, holder);
      // One operation: a page that asks twice at once gets two answers, and the last one counts.
      await model.replaceOne(
        { key },
        {
          key,
          ...(userId !== undefined && { userId: toId(userId) }),
          ...(webauthn !== undefined && { webauthn }),
          triesLeft: TRIES,
          expiresAt: new Date(now() + LIFETIME_MS),
        },
        { upsert: true },
      );
    },
    async offer(purpose, holder, webauthn) {
      await model.updateOne(fresh(purpose, holder), { $set: { webauthn } });
    },
    read: async (purpose, holder) => found(await model.findOne(fresh(purpose, holder)).lean()),
    try: async (purpose, holder) =>
      found(
        await model
          .findOneAndUpdate(
            { ...fresh(purpose, holder), triesLeft: { $gt: 0 } },
            { $inc: { triesLeft: -1 } },
          )
          .lean(),
      ),
    take: async (purpose, holder) =>
      found(await model.findOneAndDelete(fresh(purpose, holder)).lean()),
  };
}

function found(challenge: ChallengeDocument | null): ChallengeDocument {
  if (challenge === null) throw new AppError('CHALLENGE_EXPIRED');
  return challenge;
}

const keyOf = (purpose: Purpose, holder: string): string => `${purpose} ${hashOpaqueToken(holder)}`;
