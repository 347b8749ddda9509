import type { OptionNames, StateHeader } from '@graph/core';
import type { LinearTask } from '../linear-task.js';
import type { TargetScaleState } from '../target-scale.js';

/** Settings of a `HashedLinear`. */
export type HashedLinearOptions = {
  readonly task: LinearTask;
  /** Number of classes, only for the task `classes`; ≥ 1, default 2. The other tasks have one output. */
  readonly outputs?: number;
  /** There are 2 to this power weights for each output, 1 to 24, default 18; each takes 8 bytes. */
  readonly bits?: number;
  /** Largest first step of a weight, in the unit of logits or of the targets' deviation, > 0, default 0.5. */
  readonly learningRate?: number;
};

/** The names of the options of a `HashedLinear`. */
export const HASHED_OPTION_NAMES: OptionNames<HashedLinearOptions> = {
  bits: true,
  learningRate: true,
  outputs: true,
  task: true,
};

/** The whole state of a `HashedLinear`, its options included. */
export type HashedLinearState = StateHeader<'hashed-linear'> & {
  readonly task: LinearTask;
  readonly outputs: number;
  readonly bits: number;
  readonly learningRate: number;
  /** `[2^bits, outputs]` */
  readonly weights: Float32Array;
  /** Sums of squared gradients, `[2^bits, outputs]`. */
  readonly squares: Float32Array;
  /** `[outputs]` */
  readonly biases: Float64Array;
  /** `[outputs]` */
  readonly biasSquares: Float64Array;
  /** Unit of the targets of the task `number`. */
  readonly scale: TargetScaleState;
  /** What a weight of 1 is, in the unit of the targets. */
  readonly weightUnit: number;
};
