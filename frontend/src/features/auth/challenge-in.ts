import { signInChallengeSchema, type SignInChallenge } from '@parley/shared/errors';

/**
 * Reads the challenge of a second step from the fragment with which a sign-in at the provider ends.
 * Null if there is none.
 */
export function challengeIn(hash: string): SignInChallenge | null {
  const fields = new URLSearchParams(hash.slice(1));
  const { data } = signInChallengeSchema.safeParse({
    token: fields.get('challenge'),
    methods: fields.get('methods')?.split(' '),
  });
  return data ?? null;
}
