import { type OpenedBlocks, openBlocks, type TableSource } from '../blocks/open-blocks.js';
import type { RowBlock } from '../blocks/row-block.js';
import { RawRowWriter } from '../encode/raw-row-writer.js';
import { inferSchema } from '../schema/infer-schema.js';
import type { Notice } from '../schema/notice.js';
import type { TableSchema } from '../schema/schema.js';
import { StreamError, type StreamErrorCode } from '../stream-error.js';
import { badRow, checkRows } from '../table/bad-row.js';
import { checkOptions } from '../table/check-options.js';
import { peekRows } from '../table/peek-rows.js';
import { sourcesOf } from '../table/sources-of.js';
import { createTableBatch } from '../table/table-batch.js';
import type { TableOptions } from '../table/table-options.js';
import { checkColumns } from './check-columns.js';
import type { TableCheck } from './table-check.js';

type Problem = { readonly code: StreamErrorCode; readonly message: string };

/**
 * Looks at the first rows of a table and tells what a reader would make of them: what each column is taken as, what looks
 * odd, and what would end a run. Nothing is learned.
 *
 * @param options - those of `TableReader.open`; `inferRows` says how many rows are looked at.
 * @throws StreamError `OPTION` where an option is unknown or out of its range.
 */
export async function checkTable(
  source: TableSource | readonly TableSource[],
  options: TableOptions = {},
): Promise<TableCheck> {
  checkOptions(options);
  const sources = sourcesOf(source);
  const notices: Notice[] = [];
  const problems: Problem[] = [];
  const names = sources.map(({ name }) => name);
  const nothing = { sources: names, format: null, rows: 0, columns: [], schema: null, notices, problems };
  let opened: OpenedBlocks | undefined;
  try {
    opened = await openBlocks(sources[0]!, options, undefined);
    if (opened.remark !== undefined) notices.push({ kind: 'file', message: opened.remark });
    const { first, others } = await peekRows(opened, sources, options);
    const blocks = [first, ...others];
    for (const message of opened.reader.remarks ?? []) notices.push({ kind: 'file', message });
    const rows = blocks.reduce((sum, { size }) => sum + size, 0);
    checkRows(first, others, { ...options, onBadRow: 'skip' }, names[0]!);
    const schema = inferred(blocks, options, names[0]!, notices, problems);
    const faults = schema === undefined ? [] : faultsOf(blocks, schema.schema, options, names[0]!, problems);
    return {
      ...nothing,
      format: opened.format,
      rows,
      columns: schema === undefined ? [] : checkColumns(blocks, schema.schema, { options, notices, faults }),
      schema: problems.length === 0 && schema !== undefined ? schema.schema : null,
    };
  } catch (error) {
    problems.push(problemOf(error));
    return { ...nothing, format: opened?.format ?? null };
  } finally {
    await opened?.reader.close();
  }
}

/** Infers the schema; where the target cannot be predicted, that of the other columns. */
function inferred(
  blocks: readonly RowBlock[],
  options: TableOptions,
  name: string,
  notices: Notice[],
  problems: Problem[],
): { readonly schema: TableSchema } | undefined {
  if (options.schema !== undefined) return { schema: options.schema };
  const say = (notice: Notice): void => {
    notices.push(notice);
  };
  try {
    return { schema: inferSchema(blocks, options, name, say) };
  } catch (error) {
    problems.push(problemOf(error));
    notices.length = 0;
    const { target: _, task: __, ...others } = options;
    try {
      return { schema: inferSchema(blocks, others, name, say) };
    } catch {
      return undefined;
    }
  }
}

/** Finds the rows that a reader would stumble over: a value that a column could not read is its own, others end a run. */
function faultsOf(
  blocks: readonly RowBlock[],
  schema: TableSchema,
  options: TableOptions,
  name: string,
  problems: Problem[],
): readonly { readonly column: string; readonly message: string }[] {
  const writer = new RawRowWriter(
    schema,
    { categories: {}, classes: [], domains: [] },
    { maxClasses: options.maxClasses ?? 1000, remember: true, unlabelled: true },
  );
  const batch = createTableBatch(1, writer.width, schema.targets.length);
  const targets = new Set(schema.targets.map((target) => target.name));
  const found: { column: string; message: string }[] = [];
  for (const block of blocks)
    for (let row = 0; row < block.size; row += 1) {
      const fault = block.faults.get(row) ?? writer.write(block, row, batch);
      if (fault === undefined) continue;
      const { message, code } = badRow(fault, name, block.lines[row]!);
      const { column } = fault;
      if (column !== undefined && !targets.has(column)) found.push({ column, message });
      else if (problems.length === 0 && options.onBadRow !== 'skip')
        problems.push({ code, message: `${message}; --on-bad-row skip passes such rows over` });
    }
  return found;
}

function problemOf(error: unknown): Problem {
  if (!StreamError.is(error)) throw error;
  return { code: error.code, message: error.message };
}
