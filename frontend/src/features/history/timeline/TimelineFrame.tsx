import Box from '@mui/material/Box';
import { styled } from '@mui/material/styles';

/** The styles of the whole timeline in one place; `--names` is the width of the names. */
export const TimelineFrame = styled(Box)(({ theme }) => {
  const { palette } = theme.vars ?? theme;
  return {
    position: 'relative',
    overflowX: 'auto',
    overscrollBehaviorX: 'contain',
    border: `1px solid ${palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    backgroundColor: palette.background.paper,
    fontSize: 13,
    '& .rows': { paddingTop: 8, width: 'max-content', outline: 'none' },
    '& .row': { display: 'flex', width: 'max-content' },
    '& .name': {
      position: 'sticky',
      left: 0,
      zIndex: 2,
      width: 'var(--names)',
      flexShrink: 0,
      paddingInline: '16px 8px',
      lineHeight: '36px',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      backgroundColor: palette.background.paper,
    },
    '& .plot': { position: 'relative', height: 36, flexShrink: 0, cursor: 'pointer' },
    '& .line': {
      position: 'absolute',
      top: 0,
      bottom: 0,
      width: 1,
      backgroundColor: palette.divider,
    },
    // The colours of the avatars are dark; a bar has a contrast of 3 : 1 in both schemes.
    '& .bar': {
      position: 'absolute',
      top: 14,
      height: 8,
      borderRadius: 4,
      // Browsers before 2023 show the plain colour.
      backgroundColor: ['currentcolor', 'color-mix(in srgb, currentcolor 75%, white)'],
      '@media screen and (prefers-color-scheme: dark)': {
        backgroundColor: ['currentcolor', 'color-mix(in srgb, currentcolor 60%, white)'],
      },
      '@media (forced-colors: active)': { border: '1px solid CanvasText' },
    },
    '& .screen': {
      position: 'absolute',
      top: 26,
      height: 4,
      borderRadius: 2,
      backgroundColor: palette.text.secondary,
    },
    '& .symbol': {
      position: 'absolute',
      top: 6,
      width: 24,
      height: 24,
      marginLeft: -12,
      borderRadius: 12,
      display: 'grid',
      placeItems: 'center',
      color: palette.text.primary,
      // A rim keeps them apart from the bar.
      '& path': { stroke: palette.background.paper, strokeWidth: 2, paintOrder: 'stroke' },
      '&:hover': { backgroundColor: palette.action.hover },
      '&:focus-visible': {
        outline: `2px solid ${palette.text.primary}`,
        outlineOffset: -1,
        zIndex: 1,
      },
    },
    '& .decision, & .action, & .moment, & .hand, & .symbol.share': {
      '& path': { stroke: 'none' },
      '&::before': {
        content: '""',
        position: 'absolute',
        inset: 2,
        borderRadius: '50%',
        backgroundColor: palette.background.paper,
        border: `1px solid ${palette.text.secondary}`,
      },
      '& svg': { position: 'relative', fontSize: 14 },
    },
    '& .axis': { height: 32, color: palette.text.secondary, fontSize: 12 },
    '& .axis .name': { lineHeight: '32px' },
    '& .ticks': { position: 'relative', flexShrink: 0, borderTop: `1px solid ${palette.divider}` },
    '& .ticks span': {
      position: 'absolute',
      lineHeight: '30px',
      whiteSpace: 'nowrap',
      fontVariantNumeric: 'tabular-nums',
    },
    '& .tip': {
      position: 'absolute',
      bottom: 34,
      zIndex: 3,
      padding: '4px 8px',
      borderRadius: 8,
      fontSize: 12,
      whiteSpace: 'nowrap',
      pointerEvents: 'none',
      color: palette.background.default,
      backgroundColor: palette.text.primary,
    },
    '& .tip.below': { bottom: 'auto', top: 34 },
  };
});
