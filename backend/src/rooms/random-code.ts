import { randomInt } from 'node:crypto';
import { formatRandomCode, RANDOM_CODE_LENGTH, ROOM_CODE_ALPHABET } from '@parley/shared/room-code';

/** Returns a random code: ten characters from a cryptographic source, 50 bits. */
export function newRoomCode(): string {
  const characters = Array.from(
    { length: RANDOM_CODE_LENGTH },
    () => ROOM_CODE_ALPHABET[randomInt(ROOM_CODE_ALPHABET.length)],
  );
  return formatRandomCode(characters.join(''));
}
