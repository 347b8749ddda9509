import { ReplayError } from './errors.js';
import type { Dtype, Schema } from './schema.js';

/** Where one field lies in a record. */
export type FieldLayout = {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Numbers per row. */
  readonly length: number;
  /** Bytes per number. */
  readonly width: number;
  /** First byte within the record. */
  readonly offset: number;
};

/** How a row is stored: its fields side by side, at a fixed stride. */
export type RecordLayout = { readonly fields: readonly FieldLayout[]; readonly stride: number };

const WIDTHS: { readonly [D in Dtype]: number } = {
  float32: 4,
  float64: 8,
  int8: 1,
  int16: 2,
  int32: 4,
  uint8: 1,
  uint16: 2,
  uint32: 4,
};

/** Names that every batch has of its own. */
const RESERVED = new Set(['size', 'ids', 'probabilities', 'weights', 'strategies']);

/**
 * Lays a schema's fields out in a record: wide numbers first, so that no padding stands between them, and a stride of
 * whole 32-bit words unless all numbers are bytes or all are at most 16 bits wide.
 *
 * @throws ReplayError `SCHEMA` if the schema has no field, a reserved name, or a dtype or shape that is none.
 */
export function recordLayout(schema: Schema): RecordLayout {
  const names = Object.keys(schema ?? {});
  if (names.length === 0) throw new ReplayError('SCHEMA', 'the schema has no field, wanted at least one');
  const sized = names.map((name) => {
    if (RESERVED.has(name))
      throw new ReplayError(
        'SCHEMA',
        `the field "${name}" has a name that every batch uses itself (${[...RESERVED].join(', ')}): rename it`,
      );
    const { dtype, shape } = schema[name]!;
    const width = WIDTHS[dtype];
    if (width === undefined)
      throw new ReplayError(
        'SCHEMA',
        `the field "${name}" has the dtype ${String(dtype)}, wanted one of ${Object.keys(WIDTHS).join(', ')}`,
      );
    if (!Array.isArray(shape) || !shape.every((side) => Number.isSafeInteger(side) && side >= 1))
      throw new ReplayError(
        'SCHEMA',
        `the field "${name}" has the shape ${JSON.stringify(shape)}, wanted an array of whole numbers ≥ 1`,
      );
    const length = shape.reduce((product: number, side: number) => product * side, 1);
    return { name, dtype, shape: [...shape] as readonly number[], length, width };
  });
  sized.sort((a, b) => Math.min(b.width, 4) - Math.min(a.width, 4));
  let offset = 0;
  const fields = sized.map((field) => {
    const placed = { ...field, offset };
    offset += field.length * field.width;
    return placed;
  });
  const unit = Math.min(4, Math.max(...fields.map((field) => field.width)));
  const stride = Math.ceil(offset / unit) * unit;
  if (stride > 2 ** 30)
    throw new ReplayError(
      'SCHEMA',
      `a row takes ${stride} bytes, wanted at most 2^30: make the fields smaller`,
    );
  return { fields, stride };
}
