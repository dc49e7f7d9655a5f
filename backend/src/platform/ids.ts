import { Types } from 'mongoose';

/** The id of a stored document. Outside the database we use its text, 24 hexadecimal digits. */
export type Id = Types.ObjectId;

export const newId = (): Id => new Types.ObjectId();

/** @param text 24 hexadecimal digits, as `Id.toString()` gives them */
export const toId = (text: string): Id => new Types.ObjectId(text);
