import type { Field, ReplayMemory } from '@graph/replay';

/** What is kept of each row. */
export type Remembered = {
  readonly inputs: Field<'float32'>;
  readonly labels: Field<'uint16', readonly []>;
  readonly tasks: Field<'uint16', readonly []>;
  /** What the network gave when the row was new. */
  readonly logits: Field<'float32'>;
};

/** The memory of a `ContinualLearner`. */
export type RowMemory = ReplayMemory<Remembered>;

/** The fields of rows of `width` inputs, for a network of `classes` outputs. */
export function rememberedSchema(width: number, classes: number): Remembered {
  return {
    inputs: { dtype: 'float32', shape: [width] },
    labels: { dtype: 'uint16', shape: [] },
    tasks: { dtype: 'uint16', shape: [] },
    logits: { dtype: 'float32', shape: [classes] },
  };
}
