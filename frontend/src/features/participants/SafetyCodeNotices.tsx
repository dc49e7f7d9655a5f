import { enqueueSnackbar } from 'notistack';
import { useEffect } from 'react';
import { useCall, useCallPart } from '../../hooks/useCall';
import { takeComparison } from './compared-codes';

const SHOWN_MS = 15_000;

/** Tells a user who has compared a safety code that it no longer holds. */
export function SafetyCodeNotices() {
  const call = useCall();
  const isForwarded = useCallPart(({ route }) => route.kind === 'sfu');
  useEffect(() => {
    if (!isForwarded || !takeComparison(call)) return;
    enqueueSnackbar(
      'The meeting has grown and now goes through this server. The safety codes that you compared no longer apply.',
      { autoHideDuration: SHOWN_MS },
    );
  }, [call, isForwarded]);
  return null;
}
