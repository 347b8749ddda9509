import type { OptionNames, StateHeader } from '@graph/core';
import type { LinearTask } from '../linear-task.js';
import type { TargetScaleState } from '../target-scale.js';
import type { PriorVariance } from './prior-variance.js';

/** Settings of a `KalmanLinear`. */
export type KalmanLinearOptions = {
  readonly task: LinearTask;
  /** Width of a row, without a constant: the model has a bias. 0 to 65,535. */
  readonly inputs: number;
  /** Number of classes, only for the task `classes`; ≥ 1, default 2. The other tasks have one output. */
  readonly outputs?: number;
  /** Variance of the weights before anything was learned, 1e-12 to 1e12: the larger, the faster they move. Default 1. */
  readonly priorVariance?: PriorVariance;
  /** That of the bias. Default 4. */
  readonly biasVariance?: number;
  /** Added after each row to every variance under its prior one, so that weights may drift, ≥ 0. Default 0. */
  readonly randomWalk?: number;
};

/** The names of the options of a `KalmanLinear`. */
export const KALMAN_OPTION_NAMES: OptionNames<KalmanLinearOptions> = {
  biasVariance: true,
  inputs: true,
  outputs: true,
  priorVariance: true,
  randomWalk: true,
  task: true,
};

/** The whole state of a `KalmanLinear`, its options included. The bias comes before the inputs everywhere. */
export type KalmanLinearState = StateHeader<'kalman-linear'> & {
  readonly task: LinearTask;
  readonly inputs: number;
  readonly outputs: number;
  readonly randomWalk: number;
  /** `[1 + inputs]` */
  readonly prior: Float64Array;
  /** `[outputs, 1 + inputs]` */
  readonly weights: Float64Array;
  /** The lower triangle of `[1 + inputs, 1 + inputs]`, row after row. */
  readonly covariance: Float64Array;
  /** Unit of the targets of the task `number`. */
  readonly scale: TargetScaleState;
  /** The logarithm of β of the task `classes`. */
  readonly sharpness: number;
  /** That of the last prediction; NaN before it. */
  readonly variance: number;
};
