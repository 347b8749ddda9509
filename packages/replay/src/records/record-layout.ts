import { ReplayError } from '../replay-error.js';
import { ARRAYS } from './dtypes.js';
import type { Dtype, Schema } from './schema.js';

/** Where one field is in a record. */
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

/** Names that every batch has of its own. */
const RESERVED = new Set(['size', 'ids', 'probabilities', 'weights', 'strategies']);

/**
 * Lays a schema's fields out in a record: wide numbers first, so that no padding comes between them, fields of numbers as wide
 * by name, so that the order in which a schema lists them is of no meaning; and a stride of whole 32-bit words unless all
 * numbers are bytes or all are at most 16 bits wide.
 *
 * @throws ReplayError `SCHEMA` if the schema has no field, a reserved name, an unknown dtype or a wrong shape.
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
    const { dtype, shape } = schema[name] ?? {};
    if (dtype === undefined || !Object.hasOwn(ARRAYS, dtype))
      throw new ReplayError(
        'SCHEMA',
        `the field "${name}" has the dtype ${String(dtype)}, wanted one of ${Object.keys(ARRAYS).join(', ')}`,
      );
    if (!Array.isArray(shape) || !shape.every((side) => Number.isSafeInteger(side) && side >= 1))
      throw new ReplayError(
        'SCHEMA',
        `the field "${name}" has the shape ${JSON.stringify(shape)}, wanted an array of whole numbers ≥ 1`,
      );
    const length = shape.reduce((product: number, side: number) => product * side, 1);
    const width = ARRAYS[dtype].BYTES_PER_ELEMENT;
    return { name, dtype, shape: [...shape] as readonly number[], length, width };
  });
  sized.sort((a, b) => Math.min(b.width, 4) - Math.min(a.width, 4) || (a.name < b.name ? -1 : 1));
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

/** The fields as a schema, copied. */
export function schemaOf({ fields }: RecordLayout): Schema {
  return Object.fromEntries(fields.map(({ name, dtype, shape }) => [name, { dtype, shape: [...shape] }]));
}

/** Describes the fields in words, whatever their order. */
export function describeSchema(schema: Schema): string {
  return recordLayout(schema)
    .fields.map(({ name, dtype, shape }) => `${name}: ${dtype}[${shape}]`)
    .join(', ');
}

/** Names the fields that rows can be grouped by. */
export function scalars(schema: Schema): string {
  const names = Object.keys(schema).filter((name) => schema[name]!.shape.length === 0);
  return names.length > 0 ? names.join(', ') : '(this schema has none)';
}
