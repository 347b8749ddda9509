import type { BlockReader } from './block-reader.js';
import type { ByteSource } from './bytes/byte-source.js';
import { ByteWindow, type TextHead } from './bytes/byte-window.js';
import { CsvReader } from './csv/csv-reader.js';
import { StreamError } from './errors.js';
import { JsonlReader } from './jsonl-reader.js';

/** The formats that can be read. */
export type TableFormat = 'csv' | 'jsonl' | 'parquet';

/** How sources are read. */
export type ReadOptions = {
  /** The format; found out from the first bytes if not given. */
  readonly format?: TableFormat;
  /** CSV: the one character between values; found out from the header (`,` `;` tab or `|`) if not given. */
  readonly delimiter?: string;
  /** The longest record, in bytes: what bounds the memory. @defaultValue 1048576 */
  readonly maxRecordBytes?: number;
};

/** A source that was opened, with what identifies it. */
export type OpenedBlocks = {
  readonly reader: BlockReader;
  readonly format: TableFormat;
  readonly head: TextHead;
};

/** Where to go on in a source, and what identified it then. */
export type ResumePoint = { readonly offset: number; readonly line: number; readonly head: TextHead };

/**
 * Opens one source in its format, at its start or at a position.
 *
 * @throws StreamError `POSITION` where the source is not the one that the position is in.
 */
export async function openBlocks(
  source: ByteSource,
  options: ReadOptions,
  resume: ResumePoint | undefined,
): Promise<OpenedBlocks> {
  const maxRecordBytes = options.maxRecordBytes ?? 1 << 20;
  const window = await ByteWindow.open(source);
  if (resume !== undefined && window.head(resume.head.length).hash !== resume.head.hash)
    throw new StreamError(
      'POSITION',
      `${source.name} does not start as the data did that is to be gone on with: it is another file, or it was changed`,
      { place: { source: source.name } },
    );
  const head = resume?.head ?? window.head();
  const format = options.format ?? (await formatOf(window));
  if (format === 'parquet') throw new StreamError('FORMAT', `${source.name} is Parquet`);
  const reader =
    format === 'jsonl'
      ? new JsonlReader(window, { maxRecordBytes })
      : await CsvReader.open(window, source, {
          maxRecordBytes,
          ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
        });
  // At 0 nothing was taken yet: the header, or the byte order mark, comes first.
  if (resume !== undefined && resume.offset > 0) await reader.seek(resume.offset, resume.line);
  return { reader, format, head };
}

/** Looks at the first bytes: `PAR1` is Parquet, an opening brace JSON Lines, anything else CSV. */
async function formatOf(window: ByteWindow): Promise<TableFormat> {
  await window.fill(4);
  const { data, start, end } = window;
  if (end - start >= 4 && String.fromCharCode(...data.subarray(start, start + 4)) === 'PAR1')
    return 'parquet';
  let at = start;
  while (at < end && (data[at] === 0x20 || data[at] === 0x09 || data[at] === 0x0a || data[at] === 0x0d))
    at += 1;
  return at < end && data[at] === 0x7b ? 'jsonl' : 'csv';
}
