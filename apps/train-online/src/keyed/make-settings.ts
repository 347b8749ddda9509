import { type TableOptions, TableReader, type TableSchema, type TableSource } from '@graph/stream';
import { readOptionsOf } from '../settings/read-options.js';
import { layeredSettings } from '../settings/resolve-settings.js';
import { UsageError } from '../settings/usage-error.js';
import { asUsage } from '../training/as-usage.js';
import { schemaOptions } from '../training/schema-options.js';
import { keyOptions } from './key-options.js';
import type { KeyedSettings } from './keyed-settings.js';

/** Rows that are read at once. */
const BATCH_ROWS = 1000;

/** What a table is read with, and the texts of the flags. */
export type AskedRows = {
  readonly texts: Readonly<Record<string, string>>;
  /** Of `texts`, those that say what the learners are. */
  readonly asked: Readonly<Record<string, string>>;
};

/** How the flags say that tables are written. @throws UsageError */
export async function readingOf({ texts }: AskedRows): Promise<{
  /** With what is said about the columns. */
  readonly options: TableOptions;
  /** How values and lines are written. */
  readonly written: TableOptions;
  readonly onBadRow: 'fail' | 'skip';
}> {
  // The settings of a run know no key.
  const { key: _, store: __, group: ___, partitions: ____, batch: _____, capacity: ______, ...known } = texts;
  // Nor a bank.
  const { learner: _______, ...given } = known;
  const { values } = layeredSettings(given, {});
  const options = await asUsage(() => schemaOptions(values));
  return { options, written: readOptionsOf(values), onBadRow: values['on-bad-row'] as 'fail' | 'skip' };
}

/**
 * Makes the settings of a new group: what its columns are is found out from the first rows, once for all keys.
 *
 * @param say - told why the learner is not the usual one.
 * @throws UsageError if the key or the target is not there.
 */
export async function makeSettings(
  rows: AskedRows,
  sources: readonly TableSource[],
  say: (line: string) => void,
): Promise<KeyedSettings> {
  const { key } = rows.asked;
  const { options, written } = await readingOf(rows);
  if (key === undefined)
    throw new UsageError('--key COLUMN is missing: the column that says whose a row is.');
  if (options.target === undefined || options.target.length === 0)
    throw new UsageError('--target COLUMN is missing: what is to be predicted.');
  if ([options.target].flat().includes(key))
    throw new UsageError(`--key ${key} is the target: what is to be predicted cannot say whose a row is.`);
  const { exclude = [], columns } = options;
  const schema = await asUsage(async () => {
    const reader = await TableReader.open(sources, {
      ...options,
      ...(columns === undefined ? { exclude: [...exclude, key] } : {}),
    });
    await reader.close();
    return reader.schema;
  });
  if (!schema.columns.some(({ name }) => name === key))
    throw new UsageError(
      `--key ${key}: there is no such column. There are ${schema.columns.map(({ name }) => name).join(', ')}.`,
    );
  if (schema.columns.some(({ type }) => type === 'features'))
    throw new UsageError('Lines of sparse features cannot be learned by key: give a table with columns.');
  // A stream is read once.
  const isStream = rows.texts['data'] === '-';
  const isClass = schema.targets[0]!.task === 'class' && (rows.asked['learner'] ?? 'bank') === 'bank';
  const classes = isClass && !isStream ? await asUsage(() => classesOf(sources, schema, written)) : undefined;
  const learners = { asked: rows.asked, target: [options.target].flat(), schema, classes };
  return { key, asked: rows.asked, reading: written, ...keyOptions(learners, say) };
}

/** Reads all rows for the classes that there are. */
async function classesOf(
  sources: readonly TableSource[],
  schema: TableSchema,
  reading: TableOptions,
): Promise<readonly string[]> {
  const reader = await TableReader.open(sources, { ...reading, schema, onBadRow: 'skip' });
  const batch = reader.createBatch(BATCH_ROWS);
  while ((await reader.read(batch, BATCH_ROWS)) > 0) batch.size = 0;
  await reader.close();
  return reader.classes;
}

/** Makes sure that nothing else is asked for than what the learners of a group are. @throws UsageError */
export function checkAsked(
  settings: KeyedSettings,
  asked: Readonly<Record<string, string>>,
  group: string,
): void {
  for (const [name, text] of Object.entries(asked))
    if (settings.asked[name] !== text)
      throw new UsageError(
        `--${name} is ${text}, and the learners of --group ${group} were made with ${settings.asked[name] ?? 'its default'}. Leave it out, or name another --group.`,
      );
}
