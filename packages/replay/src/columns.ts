import type { NdArray } from 'ndarray';
import type { ArrayOfDtype, Field, Schema } from './schema.js';

/**
 * What `add` takes: columns by field name, `size` rows of them in use. A column is a typed array of the field's dtype
 * (rows one after another) or an NdArray `[rows, ...shape]`, contiguous and row-major. A batch of this memory, or of
 * anything with the same fields, is one.
 */
export type Columns<S extends Schema> = { readonly size: number } & {
  readonly [Name in keyof S]: ColumnInput<S[Name]>;
};

/** One column of {@link Columns}. */
export type ColumnInput<F extends Field> = ArrayOfDtype[F['dtype']] | NdArray<ArrayOfDtype[F['dtype']]>;
