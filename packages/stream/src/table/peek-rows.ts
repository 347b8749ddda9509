import { type OpenedBlocks, openBlocks, type TableSource } from '../blocks/open-blocks.js';
import { RowBlock } from '../blocks/row-block.js';
import { inferSchema } from '../schema/infer-schema.js';
import type { TableSchema } from '../schema/schema.js';
import { checkRows } from './bad-row.js';
import type { TableOptions } from './table-options.js';

/** The rows that a schema is inferred from. */
export type PeekedRows = {
  /** Those of the first source: they are given like all others. */
  readonly first: RowBlock;
  /** Those of further sources, where the first has too few; they are read again when it is their turn. */
  readonly others: readonly RowBlock[];
  /** Whether the first source has no further rows. */
  readonly ended: boolean;
};

/** Looks at the first rows of all sources, until there are enough. */
export async function peekRows(
  opened: OpenedBlocks,
  sources: readonly TableSource[],
  options: TableOptions,
): Promise<PeekedRows> {
  const wanted = options.inferRows ?? 500;
  // Exactly so many: what is inferred must not depend on how many bytes came at once.
  const first = new RowBlock(wanted);
  const ended = await readBlock(opened, first);
  const others: RowBlock[] = [];
  let count = first.size;
  for (const source of sources.slice(1)) {
    if (count >= wanted || !ended) break;
    // What can be opened once only is not looked at before its turn.
    if ('rows' in source || (source.seekable !== true && source.slice === undefined)) break;
    const further = await openBlocks(source, options, undefined);
    const block = new RowBlock(wanted - count);
    await readBlock(further, block);
    await further.reader.close();
    count += block.size;
    others.push(block);
  }
  return { first, others, ended };
}

async function readBlock({ reader }: OpenedBlocks, block: RowBlock): Promise<boolean> {
  while (block.size < block.capacity) if (!(await reader.next(block))) return true;
  return false;
}

/** The schema that is given, or that of the first rows. */
export async function chooseSchema(
  opened: OpenedBlocks,
  sources: readonly TableSource[],
  options: TableOptions,
): Promise<{
  readonly schema: TableSchema;
  readonly ended: boolean;
  /** The rows that were looked at. */
  readonly peeked: RowBlock | undefined;
}> {
  if (options.schema !== undefined) return { schema: options.schema, ended: false, peeked: undefined };
  const { first, others, ended } = await peekRows(opened, sources, options);
  const { name } = sources[0]!;
  checkRows(first, others, options, name);
  const say = options.onNotice ?? (() => undefined);
  return { schema: inferSchema([first, ...others], options, name, say), ended, peeked: first };
}
