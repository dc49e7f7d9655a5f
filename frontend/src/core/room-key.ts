/**
 * Why this client may not take part in an encrypted room: it has no room key, or another one; its link
 * has a key, and the room is not encrypted any more; this browser cannot encrypt for the SFU; or the
 * page lacks cryptography without HTTPS.
 */
export type EncryptionProblem = (typeof PROBLEMS)[number];

const PROBLEMS = [
  'ROOM_KEY_MISSING',
  'ROOM_KEY_WRONG',
  'ENCRYPTION_ENDED',
  'ENCRYPTION_UNSUPPORTED',
  'HTTPS_NEEDED',
] as const;

/** Whether a code of an error is one of them. */
export const isEncryptionProblem = (code: string): code is EncryptionProblem =>
  (PROBLEMS as readonly string[]).includes(code);

/** Thrown where a connection cannot be encrypted as the room demands. */
export class EncryptionError extends Error {
  override readonly name = 'EncryptionError';

  constructor(readonly problem: EncryptionProblem) {
    super(problem);
  }
}

/** The name of the room key in the fragment of an invite link. Browsers send no fragment to a server. */
const FIELD = 'e2ee';
const KEY_BYTES = 16;
const MEDIA_KEY_BITS = 256;
const FORM = /^[\w-]{22}$/;

/** A new room key: 128 random bits in base64url. Only people with the invite link have it. */
export const createRoomKey = (): string =>
  encode(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));

/**
 * What the server stores of a room key. It follows from the key, and the key does not follow from it:
 * clients compare it to find out whether they have the right key.
 */
export async function keyCheckOf(roomKey: string): Promise<string> {
  return encode(
    new Uint8Array(await derive(roomKey, 'Parley key check, version 1', KEY_BYTES * 8)),
  );
}

/**
 * The key with which media are encrypted on their way through the SFU. Each move has another one, so
 * that no counter of one meeting meets that of another under the same key.
 *
 * @param gen the number of the move
 */
export const mediaKeyOf = (roomKey: string, gen: number): Promise<ArrayBuffer> =>
  derive(roomKey, `Parley media, version 1, ${gen}`, MEDIA_KEY_BITS);

/** Whether this browser has the cryptography for room keys, which pages without HTTPS lack. */
export const hasRoomKeys = (): boolean => (crypto.subtle as SubtleCrypto | undefined) !== undefined;

/** The room key in the fragment of an address; null for one that has none, or a damaged one. */
export function roomKeyIn(hash: string): string | null {
  const key = fieldsOf(hash).get(FIELD);
  return key !== null && FORM.test(key) ? key : null;
}

/** The fragment without a room key, damaged ones included; empty if nothing is left. */
export function withoutRoomKey(hash: string): string {
  const fields = fieldsOf(hash);
  if (!fields.has(FIELD)) return hash;
  fields.delete(FIELD);
  return fields.size === 0 ? '' : `#${fields.toString()}`;
}

/** The part of a fragment that carries a room key. */
export const roomKeyField = (roomKey: string): string => `${FIELD}=${roomKey}`;

const fieldsOf = (hash: string): URLSearchParams => new URLSearchParams(hash.replace(/^#/, ''));

/** HKDF (RFC 5869) with SHA-256. */
async function derive(roomKey: string, purpose: string, bits: number): Promise<ArrayBuffer> {
  const text = new TextEncoder();
  const material = await crypto.subtle.importKey('raw', text.encode(roomKey), 'HKDF', false, [
    'deriveBits',
  ]);
  return crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: text.encode(purpose) },
    material,
    bits,
  );
}

/** Base64url without padding (RFC 4648, 5). */
const encode = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
