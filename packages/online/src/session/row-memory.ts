import type { ReplayMemory } from '@graph/replay';

/** The fields of a remembered row. */
export type RowSchema = {
  readonly inputs: { readonly dtype: 'float32'; readonly shape: readonly number[] };
  readonly targets: { readonly dtype: 'float32'; readonly shape: readonly number[] };
  readonly domains: { readonly dtype: 'uint16'; readonly shape: readonly [] };
};

/** A memory of rows with the domain of each. */
export type RowMemory = ReplayMemory<RowSchema>;

/** Describes rows of so many inputs and targets. */
export function rowSchema(inputWidth: number, targetWidth: number): RowSchema {
  return {
    inputs: { dtype: 'float32', shape: [inputWidth] },
    targets: { dtype: 'float32', shape: [targetWidth] },
    domains: { dtype: 'uint16', shape: [] },
  };
}
