// Numbers that the kernels know too; test/codes.test.ts holds them against assembly/.

/** Operations of the kernels' instructions. */
export const OPERATION = {
  END: 0,
  PRODUCT: 1,
  EDGES_FORWARD: 2,
  ACTIVATE: 3,
  EDGES_BACKWARD: 4,
  DEACTIVATE: 5,
  PANELS: 6,
  OUTER_PRODUCT: 7,
  EDGES_GRADIENT: 8,
  BIAS_GRADIENT: 9,
  PRODUCT_BACK: 10,
} as const;

/** How a sum starts: from what is there, or from 0; any other value is the address of a bias. */
export const START = { ADD: 0, ZERO: 1 } as const;

/** Rows that go through the kernels together. */
export const LANES = 32;

/** Bytes from one neuron's values to the next one's. */
export const SLOT = 128;

/** The squared norm of the outputs, which is not a loss to train with; it comes behind the codes of `LOSSES`. */
export const OUTPUT_NORM = 4;

/** Derivatives by the outputs in the place of targets; not a loss to train with either. */
export const OUTPUT_GRADIENT = 5;

/** Optimizers, by what they do with a gradient. */
export const OPTIMIZER = {
  SGD: 0,
  MOMENTUM: 1,
  NESTEROV: 2,
  RMSPROP: 3,
  RMSPROP_MOMENTUM: 4,
  ADAM: 5,
  ADAMW: 6,
} as const;
