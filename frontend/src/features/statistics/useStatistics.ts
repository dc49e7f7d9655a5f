import { useEffect, useState } from 'react';
import type { CallStatistics } from '../../call/quality/statistics';
import { useCall } from '../../hooks/useCall';

const NOTHING: CallStatistics = {
  connections: [],
  streams: [],
  sentBitrate: null,
  receivedBitrate: null,
};

/** The latest statistics, watched only while the component is mounted. */
export function useStatistics(): CallStatistics {
  const call = useCall();
  const [statistics, setStatistics] = useState(NOTHING);
  useEffect(() => call.statistics.watch(setStatistics), [call]);
  return statistics;
}
