import type { NdArray } from 'ndarray';
import { ReplayError } from '../replay-error.js';
import type { AnyArray } from './dtypes.js';
import type { FieldLayout } from './record-layout.js';

/**
 * A column seen as whole units of 4, 2 or 1 bytes, the largest that both it and the record allow. Rows are copied as
 * integers, never as floats: a NaN keeps its bits.
 */
export type ColumnView = {
  readonly words: Int32Array | undefined;
  readonly narrow: Uint16Array | Uint8Array | undefined;
  /** Bytes per unit. */
  readonly unit: 1 | 2 | 4;
  /** Units per row. */
  readonly length: number;
  /** First unit of the field within a record. */
  readonly offset: number;
  /** First number of the column within `source`. */
  readonly start: number;
  /** Rows that the column has room for. */
  readonly rows: number;
  /** The typed array itself. */
  readonly source: AnyArray;
  /** The column as it was given, to notice when a caller has put another one in its place. */
  readonly column: unknown;
};

/** Names the dtype of a typed array, or returns undefined. */
function dtypeOf(value: unknown): string | undefined {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? value.constructor.name.replace(/Array$/, '').toLowerCase()
    : undefined;
}

/** Returns the typed array behind a column: the column itself or its NdArray's data. */
function columnData(column: unknown): unknown {
  return ArrayBuffer.isView(column) ? column : (column as { readonly data?: unknown } | undefined)?.data;
}

/**
 * Looks at a column at the door: dtype, shape, order.
 *
 * @throws ReplayError `SHAPE` if it is not a column of the field.
 */
export function columnView(column: unknown, field: FieldLayout, stride: number): ColumnView {
  const wanted = `wanted a ${field.dtype} array, rows of shape [${field.shape}], contiguous and row-major`;
  const source = columnData(column);
  const dtype = dtypeOf(source);
  if (dtype !== field.dtype)
    throw new ReplayError('SHAPE', `the column "${field.name}" is ${dtype ?? typeof column}, ${wanted}`);
  const array = source as AnyArray;
  let first = 0;
  let rows = Math.floor(array.length / field.length);
  if (column !== source) {
    const nd = column as NdArray<AnyArray>;
    const strides = field.shape.map((_, axis) => field.shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    const expected = [field.length, ...strides];
    const fits =
      nd.shape?.length === expected.length &&
      nd.shape.slice(1).every((side, axis) => side === field.shape[axis]) &&
      (nd.shape[0]! <= 1 || nd.stride[0] === expected[0]) &&
      nd.stride.slice(1).every((step, axis) => step === expected[axis + 1] || nd.shape[axis + 1] === 1);
    if (!fits)
      throw new ReplayError(
        'SHAPE',
        `the column "${field.name}" has shape [${nd.shape}] and stride [${nd.stride}], ${wanted}`,
      );
    first = nd.offset;
    rows = nd.shape[0]!;
  }
  const start = array.byteOffset + first * field.width;
  const bytes = field.length * field.width;
  const unit =
    [4, 2].find((size) => [stride, field.offset, bytes, start].every((at) => at % size === 0)) ?? 1;
  const count = (rows * bytes) / unit;
  return {
    words: unit === 4 ? new Int32Array(array.buffer, start, count) : undefined,
    narrow:
      unit === 4
        ? undefined
        : unit === 2
          ? new Uint16Array(array.buffer, start, count)
          : new Uint8Array(array.buffer, start, count),
    unit: unit as 1 | 2 | 4,
    length: bytes / unit,
    offset: field.offset / unit,
    start: first,
    rows,
    source: array,
    column,
  };
}
