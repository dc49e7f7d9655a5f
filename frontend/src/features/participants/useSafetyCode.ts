import { useEffect, useState } from 'react';
import type { FingerprintPair } from '../../call/mesh/fingerprints';
import { deriveSafetyCode, type SafetyCode } from '../../call/safety-code';

interface Derived {
  readonly pair: FingerprintPair;
  readonly code: SafetyCode | null;
}

/**
 * Returns the safety code of a connection; null until it is derived, which takes a moment, or if there
 * is none. The code of another connection is never shown in the meantime.
 */
export function useSafetyCode(pair: FingerprintPair | null): SafetyCode | null {
  const [derived, setDerived] = useState<Derived | null>(null);
  useEffect(() => {
    if (pair === null) return undefined;
    let isCurrent = true;
    void codeOf(pair).then((code) => {
      if (isCurrent) setDerived({ pair, code });
    });
    return () => {
      isCurrent = false;
    };
  }, [pair]);
  return derived !== null && derived.pair === pair ? derived.code : null;
}

/** Codes that were derived, because the panel may be opened again. */
const known = new WeakMap<FingerprintPair, Promise<SafetyCode | null>>();

function codeOf(pair: FingerprintPair): Promise<SafetyCode | null> {
  const code = known.get(pair) ?? deriveSafetyCode(pair);
  known.set(pair, code);
  return code;
}
