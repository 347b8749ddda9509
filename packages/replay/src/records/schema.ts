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

/**
 * One field of a row: its dtype, and its shape within the row (`[]` is a single number). `Field<'float32'>` is a field whose
 * width is known at run time only.
 */
export type Field<D extends Dtype = Dtype, Shape extends readonly number[] = readonly number[]> = {
  readonly dtype: D;
  readonly shape: Shape;
};

/** The fields of a row by name. */
export type Schema = { readonly [name: string]: Field };

/** A field's column of a batch: `[capacity]` as a typed array, or `[capacity, ...shape]` as an NdArray. */
export type Column<F extends Field> = F['shape'] extends readonly []
  ? ArrayOfDtype[F['dtype']]
  : NdArray<ArrayOfDtype[F['dtype']]>;

/**
 * One column of what `add` takes: a typed array of the field's dtype, its rows one after another, or an NdArray
 * `[rows, ...shape]`, contiguous and row-major.
 */
export type ColumnInput<F extends Field> = ArrayOfDtype[F['dtype']] | NdArray<ArrayOfDtype[F['dtype']]>;

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
