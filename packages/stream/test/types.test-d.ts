import type { Batch } from '@graph/core';
import {
  type ByteSource,
  type ColumnCheck,
  type ColumnType,
  checkTable,
  createTableBatch,
  type EncodedBatch,
  type Notice,
  type RawRows,
  RowWriter,
  type RowWriterState,
  StreamError,
  type TableBatch,
  TableEncoder,
  type TableEncoderState,
  type TableOptions,
  TableReader,
  type TableReaderState,
} from '../src/index.ts';

const batch: TableBatch = createTableBatch(4, 2, 1);
const encoder = new TableEncoder(new RowWriter({ target: 'y' }).schema, { clip: 3 });
const encoded: EncodedBatch = encoder.createBatch(4, 0);

// Both are batches of every other package.
const batches: readonly Batch[] = [batch, encoded];
// Raw rows may come from a memory that keeps nothing but inputs and targets.
const drawn: Batch = batches[0]!;
const rows: RawRows = drawn;
encoder.encode(rows, encoded);
encoder.learn({ size: 0, inputs: drawn.inputs, targets: drawn.targets });
// @ts-expect-error an encoded batch has domains, a bare batch has none
encoder.encode(rows, drawn);
// @ts-expect-error inputs are an array with a shape
export const doubles: RawRows = { size: 0, inputs: batch.truths, targets: drawn.targets };

const writer = new RowWriter({ target: ['y', 'z'], types: { a: 'text' } });
const result = writer.write({ a: 1 }, batch, { remember: false });
if (result !== 'written' && result !== 'grown') result.message satisfies string;
// @ts-expect-error the target is needed
new RowWriter({});
// @ts-expect-error options have names that are known
new RowWriter({ target: 'y', targets: 'z' });
// @ts-expect-error no boolean in a place of its own
writer.write({}, batch, false);
// @ts-expect-error a gap is not a type to ask for
export const gap: ColumnType = 'gap';
// @ts-expect-error a schema is read, not written to
writer.schema.columns = [];

RowWriter.from({} as RowWriterState, { target: 'y' });
// @ts-expect-error the state of another class
RowWriter.from({} as TableReaderState, { target: 'y' });
// @ts-expect-error the state of another class
TableEncoder.from({} as RowWriterState, writer.schema);
// @ts-expect-error a state says what it is
export const bare: TableEncoderState = {
  counts: new Float64Array(),
  means: new Float64Array(),
  squares: new Float64Array(),
};

const source: ByteSource = { name: 'x', async *open() {} };
TableReader.open(source, { target: 'y' }) satisfies Promise<TableReader>;
// @ts-expect-error an unknown option
export const options: TableOptions = { targets: 'y' };
// @ts-expect-error a source has a name
TableReader.open({ async *open() {} });

const error: unknown = new StreamError('SHAPE', 'x', { place: { line: 1 } });
if (StreamError.is(error)) {
  error.code satisfies 'SHAPE' | string;
  error.place?.line satisfies number | undefined;
  // @ts-expect-error fields are readonly
  error.place = {};
}
// @ts-expect-error not a code of this package
new StreamError('OPTIONS', 'x');

// Notations are marks, or one of a few orders of dates; notices have a kind to branch on.
const reading: TableOptions = {
  notations: { amount: 'decimal comma', at: 'day first' },
  sentinels: { z: [] },
  onNotice: ({ kind, message }: Notice) => void (kind === 'sentinel' ? message : ''),
};
// @ts-expect-error a decimal is a point or a comma
const wrongDecimal: TableOptions = { decimal: '.' };
const checked: Promise<readonly ColumnCheck[]> = checkTable(
  { name: 'rows', rows: () => [{ a: 1 }] },
  reading,
).then(({ columns }) => columns);

export { checked, wrongDecimal };
