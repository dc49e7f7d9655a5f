import useMediaQuery from '@mui/material/useMediaQuery';

/** Ten controls do not fit in the width of a phone, nor is there height to waste on its side. */
const COMPACT = '(max-width: 599.95px), (max-height: 479.95px)';

/** Whether the call has no more room than a phone gives, upright or on its side. */
export function useIsCompact(): boolean {
  return useMediaQuery(COMPACT, { noSsr: true });
}
