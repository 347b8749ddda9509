import type { Column, ColumnInput, Schema } from './schema.js';

/**
 * What `add` takes: columns by field name, `size` rows of them in use. A column may be a plain typed array or an NdArray, see
 * {@link ColumnInput}; a batch of this memory, or of anything with the same fields, will do.
 */
export type Columns<S extends Schema> = { readonly size: number } & {
  // Where the names are not known before the program runs, `size` is one of them.
  readonly [Name in keyof S]: string extends Name ? number | ColumnInput<S[Name]> : ColumnInput<S[Name]>;
};

/** The columns of a batch, as they are allocated. */
export type BatchColumns<S extends Schema> = {
  readonly [Name in keyof S]: string extends Name ? number | Column<S[Name]> : Column<S[Name]>;
};
