import { styled, type Theme } from '@mui/material/styles';

type Colors = Pick<Theme['palette'], 'divider' | 'text' | 'action'>;

/** What stands in and beside a line: its marks and the button of its menu. */
const partStyles = (palette: Colors) => ({
  '& .marks': { gridColumn: 2, display: 'flex', flexWrap: 'wrap', gap: 6, paddingBlock: 4 },
  '& .mark': {
    display: 'inline-flex',
    alignItems: 'center',
    gap: 4,
    fontSize: 12,
    fontWeight: 600,
    lineHeight: '16px',
    padding: '2px 8px 2px 5px',
    border: `1px solid ${palette.divider}`,
    borderRadius: 999,
    overflowWrap: 'anywhere',
  },
  '& .more': {
    position: 'absolute',
    insetInlineEnd: 8,
    bottom: 0,
    width: 28,
    height: 28,
    padding: 2,
    border: 0,
    borderRadius: 8,
    background: 'none',
    color: palette.text.secondary,
    cursor: 'pointer',
    opacity: 0,
    '& svg': { width: 20, height: 20, fill: 'currentcolor', display: 'block', margin: 'auto' },
    '&:hover': { backgroundColor: palette.action.hover, color: palette.text.primary },
    '&:focus-visible': { opacity: 1, outline: `2px solid ${palette.text.primary}` },
  },
  '& .item:hover > .more, & .item:focus-within > .more, & .more[aria-expanded=true]': {
    opacity: 1,
  },
});

/** The styles of all lines in one place: one class instead of a style for each element. */
export const LineList = styled('div')(({ theme }) => {
  const { palette } = theme.vars ?? theme;
  return {
    padding: theme.spacing(1, 0),
    border: `1px solid ${palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    backgroundColor: palette.background.paper,
    '& .group': { contentVisibility: 'auto', containIntrinsicSize: 'auto 360px' },
    '& .item': {
      position: 'relative',
      display: 'grid',
      // Wide enough for `12:45 PM` with a gap to the text.
      gridTemplateColumns: '84px minmax(0, 1fr)',
      paddingInline: '0 44px',
      paddingBlock: 2,
      scrollMarginBlock: 72,
      breakInside: 'avoid',
      outlineOffset: -2,
      '@media (hover: hover)': { '&:hover': { backgroundColor: palette.action.hover } },
      '&:focus-visible': { outline: `2px solid ${palette.text.primary}`, borderRadius: 6 },
      '&.shown': { backgroundColor: palette.action.selected },
    },
    '& .item.first': { paddingTop: 12 },
    '& .head': {
      gridColumn: 2,
      display: 'flex',
      alignItems: 'center',
      gap: 8,
      fontSize: 13,
      color: palette.text.secondary,
      marginBottom: 2,
    },
    '& .avatar': {
      width: 20,
      height: 20,
      flexShrink: 0,
      borderRadius: '50%',
      display: 'inline-grid',
      placeItems: 'center',
      color: '#fff',
      fontSize: 9,
      fontWeight: 640,
      // The names stand in one line with the text below them.
      marginLeft: -28,
    },
    '& .name': {
      fontWeight: 640,
      color: palette.text.primary,
      minWidth: 0,
      overflowWrap: 'anywhere',
      fontSize: 14,
    },
    '& .time': {
      gridColumn: 1,
      fontSize: 12,
      lineHeight: '24px',
      color: palette.text.secondary,
      textDecoration: 'none',
      fontVariantNumeric: 'tabular-nums',
      whiteSpace: 'nowrap',
      paddingLeft: 16,
      alignSelf: 'start',
    },
    '& a.time:hover': { textDecoration: 'underline' },
    '& a.time:focus-visible': { outline: `2px solid ${palette.text.primary}`, borderRadius: 6 },
    '& .text': {
      gridColumn: 2,
      fontSize: 15,
      lineHeight: '24px',
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
      unicodeBidi: 'plaintext',
    },
    '& .text a': { color: 'inherit' },
    '& .gone': { color: palette.text.secondary, fontStyle: 'italic' },
    '& .event .text': { fontSize: 13, color: palette.text.secondary },
    '& .day': {
      display: 'block',
      padding: theme.spacing(2, 2, 0.5),
      fontSize: 13,
      fontWeight: 640,
    },
    ...partStyles(palette),
    '@media (forced-colors: active)': { '& .shown': { outline: '2px solid' } },
    '@media print': {
      border: 0,
      padding: 0,
      '& .group': { contentVisibility: 'visible' },
      '& .item': { paddingInline: 0 },
      '& .item.shown': { backgroundColor: 'transparent' },
      '& .time': { paddingLeft: 0 },
      '& .more': { display: 'none' },
      '& .text': { fontSize: '10.5pt' },
    },
  };
});
