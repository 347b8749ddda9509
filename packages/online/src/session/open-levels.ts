import { CurriculumError, type Level, levelOfRows } from '@graph/curriculum';
import {
  TableEncoder,
  type TableOptions,
  TableReader,
  type TableSchema,
  type TableSource,
} from '@graph/stream';
import { check } from '../check.js';

/** How {@link openLevels} reads: as a table is read. What contradicts a guess about a column is a bad row. */
export type OpenLevelsOptions = Omit<TableOptions, 'schema' | 'vocabulary' | 'learning' | 'onContradiction'>;

/** Levels of a `CurriculumStream`, and what their columns are. */
export type OpenedLevels = { readonly levels: readonly Level[]; readonly schema: TableSchema };

/** Rows that are read at once. */
const ROWS = 256;

/** Rows of a source as a network takes them. */
type Lists = { readonly inputs: Float32Array[]; readonly targets: Float32Array[] };

/**
 * Reads tables whole, one for each level, the easiest first: they become levels of a `CurriculumStream`. Their columns are the same,
 * and mean the same: what they are is found out from the first rows of all, and numbers are standardised over all rows of all.
 * Targets are numbers, or yes and no as 1 and 0. A level has the name of its source, without folders.
 *
 * @throws StreamError if a source or a column is not there, or a row is bad; OnlineError `OPTION` if the target is a class, or a
 * source has too few rows for a level.
 */
export async function openLevels(
  sources: readonly TableSource[],
  options: OpenLevelsOptions,
): Promise<OpenedLevels> {
  check.wholeNumber('the number of sources', sources.length, { min: 1, max: 255 });
  const fixed = { ...options, onContradiction: 'bad' } as const;
  const all = await TableReader.open(sources, fixed);
  const { schema } = all;
  await all.close();
  for (const { name, task } of schema.targets)
    if (task === 'class')
      throw check.error(
        `the target ${name} is a class, wanted a number, or yes and no: levels are learned by squared error`,
      );
  const encoder = new TableEncoder(schema, { robust: true });
  const tables = [];
  let vocabulary: string | undefined;
  // First all statistics, then all rows: the same value is the same input in every level.
  for (const source of sources) {
    const reader = await TableReader.open(source, {
      ...fixed,
      schema,
      ...(vocabulary === undefined ? {} : { vocabulary }),
    });
    const parts = [];
    for (;;) {
      const rows = reader.createBatch(ROWS);
      if ((await reader.read(rows, ROWS)) === 0) break;
      encoder.learn(rows);
      parts.push(rows);
    }
    ({ vocabulary } = reader.state());
    await reader.close();
    tables.push({ name: source.name.replace(/^.*[/\\]/, ''), parts });
  }
  const batch = encoder.createBatch(ROWS, 1);
  const [inputWidth, targetWidth] = [encoder.inputWidth, schema.targets.length];
  const levels = tables.map(({ name, parts }) => {
    const lists: Lists = { inputs: [], targets: [] };
    for (const rows of parts) {
      encoder.encode(rows, batch);
      for (let row = 0; row < batch.size; row += 1) {
        lists.inputs.push(batch.inputs.data.slice(row * inputWidth, (row + 1) * inputWidth));
        lists.targets.push(batch.targets.data.slice(row * targetWidth, (row + 1) * targetWidth));
      }
    }
    return levelOf(name, lists);
  });
  return { levels, schema };
}

function levelOf(name: string, lists: Lists): Level {
  try {
    return levelOfRows(name, name, lists);
  } catch (error) {
    throw CurriculumError.is(error) ? check.error(error.message) : error;
  }
}
