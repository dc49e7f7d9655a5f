import type { AccountExport, ExportLists } from '@parley/shared/account-data';

/** How many items go into one piece of the file. */
const ITEMS_IN_PIECE = 100;

/** Where the lists of an export come from; each source reads in batches. */
export type ExportSources = {
  [K in keyof ExportLists]: (userId: string) => AsyncIterable<ExportLists[K][number]>;
};

/**
 * Writes the export of an account piece by piece. The server never holds a whole list, because the
 * chat of one account may have gigabytes.
 */
export async function* writeExport(
  head: Pick<AccountExport, 'exportedAt' | 'profile'>,
  sources: ExportSources,
): AsyncGenerator<string> {
  const start = { format: 'parley-account', version: 1, ...head } satisfies Partial<AccountExport>;
  yield JSON.stringify(start).slice(0, -1);
  for (const [name, read] of Object.entries(sources)) {
    yield `,${JSON.stringify(name)}:[`;
    let separator = '';
    let piece = '';
    let count = 0;
    for await (const item of read(head.profile.id)) {
      piece += `${separator}${JSON.stringify(item)}`;
      separator = ',';
      count += 1;
      if (count % ITEMS_IN_PIECE > 0) continue;
      yield piece;
      piece = '';
    }
    yield `${piece}]`;
  }
  yield '}';
}
