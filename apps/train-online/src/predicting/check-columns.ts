import {
  type TableReader as Reader,
  type TableOptions,
  TableReader,
  type TableSchema,
  type TableSource,
} from '@graph/stream';
import { didYouMean } from '../settings/setting.js';
import { UsageError } from '../settings/usage-error.js';

/**
 * Looks at the first rows of new data for the columns that a run learned from, and for its targets where those are
 * wanted. A column that had gaps when the run started may be missing.
 *
 * @throws UsageError naming the columns that are not there. StreamError where there is no row.
 */
export async function checkColumns(
  source: TableSource,
  schema: TableSchema,
  options: { readonly name: string; readonly wantsTargets: boolean; readonly reading: TableOptions },
): Promise<void> {
  const present = await columnsOf(source, options.reading);
  const absent = (names: readonly string[]): string[] => names.filter((name) => !present.includes(name));
  const targets = options.wantsTargets ? absent(schema.targets.map(({ name }) => name)) : [];
  if (targets.length > 0)
    throw new UsageError(
      `${options.name} has no ${named(targets, present)} to compare the predictions with.${suggested(targets, present)}`,
    );
  const inputs = absent(
    schema.columns.flatMap((column) =>
      column.type === 'ignored' || column.type === 'gap' || column.missing ? [] : [column.name],
    ),
  );
  if (inputs.length > 0)
    throw new UsageError(
      `${options.name} has no ${named(inputs, present)}, which the run learned from.${suggested(inputs, present)} Where its values are not known, give the column with nothing in it.`,
    );
}

async function columnsOf(source: TableSource, reading: TableOptions): Promise<readonly string[]> {
  // Without a schema the reader looks at the first rows for one, and so tells which columns they have.
  const reader: Reader = await TableReader.open(source, { ...reading, target: [], onBadRow: 'skip' });
  await reader.close();
  return reader.schema.columns.map(({ name }) => name);
}

function named(names: readonly string[], present: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name}"`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return `column${names.length > 1 ? 's' : ''} ${shown.join(', ')}${more} among its ${present.length}`;
}

function suggested(names: readonly string[], present: readonly string[]): string {
  const [first] = names;
  const suggestion = didYouMean(first!, present);
  if (suggestion !== '') return suggestion;
  const shown = present.slice(0, 10).join(', ');
  return ` It has ${shown}${present.length > 10 ? ', …' : ''}.`;
}
