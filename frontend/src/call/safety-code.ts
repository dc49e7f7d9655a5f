import type { FingerprintPair } from './mesh/fingerprints';
import { SAFETY_SYMBOLS, type SafetySymbol } from './safety-symbols';

/** Symbols of a code: 48 bits. */
export const SAFETY_CODE_LENGTH = 8;
const BITS_PER_SYMBOL = 6;

/**
 * Somebody in the middle would have to find certificates for both sides that give the same code,
 * which takes 2^25 attempts. The stretching makes each of them slow (docs/decisions/059).
 */
const ITERATIONS = 200_000;
const SALT = new TextEncoder().encode('Parley safety code, version 1');

/** The symbols that two participants compare; the order matters. */
export type SafetyCode = readonly SafetySymbol[];

/**
 * Derives the safety code of a connection. It is the same on both sides as long as both sides see the
 * certificate that the other side uses.
 * @returns null if the browser offers no cryptography, as on a page without HTTPS
 */
export async function deriveSafetyCode({
  local,
  remote,
}: FingerprintPair): Promise<SafetyCode | null> {
  // Typed as always present, but absent in an insecure context.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) return null;
  const text = [local, remote].sort().join(' ');
  const key = await subtle.importKey('raw', new TextEncoder().encode(text), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const bits = await subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: SALT, iterations: ITERATIONS },
    key,
    SAFETY_CODE_LENGTH * BITS_PER_SYMBOL,
  );
  return symbolsOf(new Uint8Array(bits));
}

/** Reads six bits for each symbol, the most significant first. */
function symbolsOf(bytes: Uint8Array): SafetyCode {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  const symbols: SafetySymbol[] = [];
  for (let index = SAFETY_CODE_LENGTH - 1; index >= 0; index -= 1) {
    const number = Number((value >> BigInt(index * BITS_PER_SYMBOL)) & 63n);
    const symbol = SAFETY_SYMBOLS[number];
    if (symbol !== undefined) symbols.push(symbol);
  }
  return symbols;
}
