import type { NdArray } from 'ndarray';

/** The typed array that holds a column of each dtype. */
export interface ArrayOfDtype {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly int8: Int8Array;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
  readonly uint16: Uint16Array;
  readonly uint32: Uint32Array;
}

/** The type of a field's numbers. */
export type Dtype = keyof ArrayOfDtype;

/** One field of a row: its dtype, and its shape within the row (`[]` is a single number). */
export type Field = { readonly dtype: Dtype; readonly shape: readonly number[] };

/** The fields of a row by name. */
export type Schema = { readonly [name: string]: Field };

/** A field's column of a batch: `[capacity]` as a typed array, or `[capacity, ...shape]` as an NdArray. */
export type Column<F extends Field> = F['shape'] extends readonly []
  ? ArrayOfDtype[F['dtype']]
  : NdArray<ArrayOfDtype[F['dtype']]>;

/**
 * Returns `schema` itself, typed by its literals, so that columns get their exact types.
 *
 * @example
 * ```ts
 * const schema = defineSchema({ observation: { dtype: 'float32', shape: [4] }, reward: { dtype: 'float32', shape: [] } });
 * ```
 */
export function defineSchema<const S extends Schema>(schema: S): S {
  return schema;
}
