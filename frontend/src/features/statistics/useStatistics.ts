import { useEffect, useState } from 'react';
import type { CallStatistics } from '../../call/quality/statistics';
import { useCall } from '../../hooks/useCall';

const NOTHING: CallStatistics = { connections: [], sentBitrate: null, receivedBitrate: null };

/** What the connections measured last; watched only while the component is shown. */
export function useStatistics(): CallStatistics {
  const call = useCall();
  const [statistics, setStatistics] = useState(NOTHING);
  useEffect(() => call.measurements.watch(setStatistics), [call]);
  return statistics;
}
