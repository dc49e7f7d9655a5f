import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

/**
 * The weights that the themes use (`theme.ts`); the files have everything from 100 to 900. The names
 * of the files come from their original contents: browsers keep cached files when this changes.
 */
const WEIGHTS = { min: 400, max: 720 };
/** Latin with its extensions, and punctuation; characters that a file lacks are ignored. */
const RANGES = [
  [0x20, 0x24f],
  [0x2b0, 0x36f],
  [0x1e00, 0x1eff],
  [0x2000, 0x22ff],
] as const;

const characters = RANGES.map(([first, last]) =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, index) => first + index)),
).join('');

/** Removes unused weights from the Latin parts of Inter, which saves two fifths of their bytes. */
export const lighterFonts: Plugin = {
  name: 'lighter-fonts',
  apply: 'build',
  async generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'asset' || !/inter-latin-.*\.woff2$/.test(file.fileName)) continue;
      file.source = await subsetFont(Buffer.from(file.source), characters, {
        targetFormat: 'woff2',
        variationAxes: { wght: WEIGHTS },
      });
    }
  },
};
