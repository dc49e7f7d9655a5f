import useMediaQuery from '@mui/material/useMediaQuery';

/** Ten controls do not fit into the width of a phone, and a phone in landscape has little height. */
const COMPACT = '(max-width: 599.95px), (max-height: 479.95px)';

/** Whether the window is as small as a phone, in portrait or landscape. */
export function useIsCompact(): boolean {
  return useMediaQuery(COMPACT, { noSsr: true });
}
