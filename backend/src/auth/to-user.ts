import type { User } from '@parley/shared/auth';
import type { UserDocument } from './user.model';

/** Converts an account to what its user sees of it. */
export const toUser = ({
  _id,
  email,
  emailVerifiedAt,
  displayName,
  deletesAt,
}: UserDocument): User => ({
  id: _id.toString(),
  email,
  displayName,
  ...(emailVerifiedAt !== undefined && { isEmailVerified: true }),
  ...(deletesAt !== undefined && { deletesAt: deletesAt.toISOString() }),
});
