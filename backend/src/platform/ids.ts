import { Types } from 'mongoose';

/** The id of a stored document. Outside the database we use its text, 24 hexadecimal digits. */
export type Id = Types.ObjectId;

export const newId = (): Id => new Types.ObjectId();

/** @param text 24 hexadecimal digits, as `Id.toString()` gives them */
export const toId = (text: string): Id => new Types.ObjectId(text);

/** The id of no document. It stands for a deleted account where an id must be. */
export const NO_ID: Id = new Types.ObjectId('0'.repeat(24));
