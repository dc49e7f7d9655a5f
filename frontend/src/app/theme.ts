import { createTheme, type Theme, type ThemeOptions } from '@mui/material/styles';

const INK = '#101418';
const PAPER = '#faf8f4';
const CORAL = '#e4572e';

/**
 * White on coral has a contrast of 3.6 : 1, ink on coral 5.0 : 1 (WCAG 2.2, 1.4.3, requires 4.5).
 * `dark`, the colour under the pointer, is therefore lighter: ink on it has 5.7 : 1.
 */
const primary = { main: CORAL, dark: '#e9683f', light: '#ee7a58', contrastText: INK };

const light = {
  primary,
  secondary: { main: INK, contrastText: PAPER },
  success: { main: '#18733a', contrastText: '#ffffff' },
  error: { main: '#b3261e', contrastText: '#ffffff' },
  background: { default: PAPER, paper: '#ffffff' },
  text: { primary: INK, secondary: '#565d66' },
  divider: '#e3dfd7',
};

const dark = {
  primary,
  secondary: { main: '#f3efe8', contrastText: INK },
  success: { main: '#4cc38a', contrastText: INK },
  error: { main: '#ff7b72', contrastText: INK },
  background: { default: INK, paper: '#1a2027' },
  text: { primary: '#f3efe8', secondary: '#a9b1bb' },
  divider: '#2c343d',
};

const MOTION_MS = 120;
/** Forced colours: states that only a colour or a shadow shows need a shape as well. */
const FORCED = '@media (forced-colors: active)';

/** Paper is white: print uses the light scheme, even if the screen is dark. */
const printStyles = {
  // `html` makes the rule more specific than the media query with the dark colours.
  'html:root': {
    colorScheme: 'light',
    '--mui-palette-text-primary': light.text.primary,
    '--mui-palette-text-secondary': light.text.secondary,
    '--mui-palette-divider': light.divider,
    '--mui-palette-success-main': light.success.main,
    '--mui-palette-background-default': '#ffffff',
    '--mui-palette-background-paper': '#ffffff',
  },
  html: { background: '#ffffff !important' },
  '.notistack-SnackbarContainer': { display: 'none !important' },
};

const paletteOf = (theme: Theme) => (theme.vars ?? theme).palette;

const options = {
  shape: { borderRadius: 12 },
  spacing: 8,
  typography: {
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    h1: { fontSize: '1.75rem', fontWeight: 680, letterSpacing: '-0.02em', lineHeight: 1.2 },
    h2: { fontSize: '1.125rem', fontWeight: 640, letterSpacing: '-0.01em', lineHeight: 1.35 },
    h3: { fontSize: '1rem', fontWeight: 600, lineHeight: 1.4 },
    button: { textTransform: 'none', fontWeight: 600 },
  },
  transitions: {
    duration: {
      shortest: MOTION_MS,
      shorter: MOTION_MS,
      short: MOTION_MS,
      standard: MOTION_MS,
      complex: MOTION_MS,
      enteringScreen: MOTION_MS,
      leavingScreen: MOTION_MS,
    },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        '@media print': printStyles,
        // A word that is longer than its line is broken; notices shrink to the width of the screen.
        body: { overflowWrap: 'break-word' },
        '#notistack-snackbar': { minWidth: 0, overflowWrap: 'anywhere' },
        // A right-to-left name does not move the time beside it.
        time: { unicodeBidi: 'isolate' },
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': {
            animationDuration: '0.01ms !important',
            animationIterationCount: '1 !important',
            transitionDuration: '0.01ms !important',
            scrollBehavior: 'auto !important',
          },
        },
        'main:focus': { outline: 'none' },
        // Below the head of a page, such as the name of a meeting and its time.
        '.notistack-SnackbarContainer': {
          top: 'calc(var(--notices-top, 0px) + 12px) !important',
          // Nor while they appear and disappear.
          clipPath: 'inset(0 -24px -24px)',
        },
        [FORCED]: {
          // An icon takes the colour of the text around it: its own is no system colour.
          '.MuiSvgIcon-root': { color: 'inherit !important' },
          '.notistack-MuiContent': { border: '1px solid' },
        },
      },
    },
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: {
        root: ({ theme }) => ({
          '&:focus-visible': {
            outline: `2px solid ${paletteOf(theme).text.primary}`,
            outlineOffset: 2,
          },
          // Controls are useless on paper.
          '@media print': { display: 'none' },
        }),
      },
    },
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: {
        root: { minHeight: 44, paddingInline: 20, borderRadius: 12 },
        sizeSmall: { minHeight: 36, paddingInline: 12 },
        sizeLarge: { minHeight: 52, paddingInline: 24, fontSize: '1rem' },
        // Coral is for the main action only; it is too pale for small text.
        text: ({ theme }) => ({
          '&.MuiButton-colorPrimary': { color: paletteOf(theme).text.primary },
        }),
        outlined: ({ theme }) => ({
          '&.MuiButton-colorPrimary': {
            color: paletteOf(theme).text.primary,
            borderColor: paletteOf(theme).divider,
            '&:hover': { borderColor: paletteOf(theme).text.secondary },
          },
        }),
      },
    },
    MuiLink: { defaultProps: { color: 'text.primary', underline: 'always' } },
    MuiFormLabel: {
      styleOverrides: {
        root: ({ theme }) => ({
          '&.Mui-focused:not(.Mui-error)': { color: paletteOf(theme).text.primary },
        }),
      },
    },
    MuiPaper: {
      styleOverrides: { root: { backgroundImage: 'none', [FORCED]: { border: '1px solid' } } },
    },
    MuiBadge: { styleOverrides: { badge: { [FORCED]: { border: '1px solid' } } } },
    MuiSwitch: {
      styleOverrides: {
        thumb: { [FORCED]: { forcedColorAdjust: 'none', backgroundColor: 'ButtonText' } },
        track: { [FORCED]: { border: '1px solid ButtonText', opacity: '1 !important' } },
      },
    },
    MuiMenuItem: {
      styleOverrides: {
        root: { [FORCED]: { '&.Mui-selected': { outline: '2px solid', outlineOffset: -2 } } },
      },
    },
    MuiTooltip: { defaultProps: { enterDelay: 400 } },
    MuiDialog: {
      styleOverrides: { paper: { margin: 16, width: 'calc(100% - 32px)' } },
    },
    MuiDialogActions: { styleOverrides: { root: { padding: '8px 24px 24px' } } },
    MuiDialogTitle: { defaultProps: { variant: 'h2' } },
  },
} satisfies ThemeOptions;

/**
 * The theme of the pages. A media query in CSS chooses light or dark, so that the first paint is
 * right before any script has run.
 */
export const theme = createTheme({
  ...options,
  cssVariables: { colorSchemeSelector: 'media' },
  colorSchemes: { light: { palette: light }, dark: { palette: dark } },
});

/** The theme of the stage of a call, which is always dark. */
export const stageTheme = createTheme({ ...options, palette: { mode: 'dark', ...dark } });
