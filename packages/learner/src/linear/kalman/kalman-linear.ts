import { StateFormat } from '@graph/core';
import { check } from '../../check.js';
import { LearnerError } from '../../learner-error.js';
import {
  checkNewOutputs,
  checkRoom,
  checkTarget,
  checkTask,
  LINEAR_TASKS,
  type LinearTask,
  MOST_OUTPUTS,
} from '../linear-task.js';
import { TargetScale } from '../target-scale.js';
import { GaussianWeights } from './gaussian-weights.js';
import {
  KALMAN_OPTION_NAMES,
  type KalmanLinearOptions,
  type KalmanLinearState,
} from './kalman-linear-options.js';
import { type PriorVariance, priorVariances } from './prior-variance.js';

const FORMAT = new StateFormat('kalman-linear', 1, LearnerError);

/** Most inputs: the covariance of so many takes 17 GB, so that memory ends first. */
const MOST_INPUTS = 65_535;

/** A logistic answer near 0 or 1 still tells this much. */
const LEAST_INFORMATION = 1e-4;

/** Squared error of an answer that should be 0 or 1. */
const CLASS_NOISE = 0.1;

/** How the answers to classes become probabilities: softmax(β f), where ln β starts here and moves by such steps. */
const SHARPNESS = { start: 1.4, rate: 0.02 };

/**
 * A linear model that learns from each row as much as a fit to all rows before would: Kalman's recursion over weights of
 * which it keeps the whole covariance. It has no learning rate and needs no rehearsal; a row costs O(inputs²).
 *
 * - `number`: ridge regression, exactly, with errors held to five times what is usual. The noise is a fading mean.
 * - `binary`: logistic regression by an extended Kalman filter (de Vilmarest and Wintenberger 2021, Stochastic Online
 *   Optimization using Kalman Recursion, is the source for that being an online Newton step), with an implicit step.
 *   Probabilities are moderated by how uncertain the weights are (MacKay 1992, The Evidence Framework Applied to
 *   Classification Networks).
 * - `classes`: ridge regression on 0 and 1 with one covariance for all, and a softmax whose sharpness is learned; it
 *   costs O(inputs · classes) more.
 *
 * @example
 * ```ts
 * const model = new KalmanLinear({ task: 'number', inputs: 2 });
 * const answer = new Float64Array(1);
 * model.learn(new Float64Array([1, 2]), 7);
 * model.predict(new Float64Array([1, 2]), answer); // 7
 * ```
 */
export class KalmanLinear {
  readonly task: LinearTask;
  readonly #weights: GaussianWeights;
  readonly #randomWalk: number;
  #scale = new TargetScale();
  #sharpness = SHARPNESS.start;
  #variance = Number.NaN;

  /** @throws LearnerError `OPTION`, `MEMORY`, `UNSUPPORTED` */
  constructor(options: KalmanLinearOptions) {
    check.names('KalmanLinear', options, KALMAN_OPTION_NAMES);
    const { task, inputs, priorVariance = 1, biasVariance = 4, randomWalk = 0 } = options;
    const outputs = checkTask(task, options.outputs);
    check.wholeNumber('inputs', inputs, { min: 0, max: MOST_INPUTS });
    check.number('randomWalk', randomWalk, { min: 0, max: 1e12 });
    check.number('biasVariance', biasVariance, { min: 1e-12, max: 1e12 });
    const prior = new Float64Array(inputs + 1);
    prior[0] = biasVariance;
    prior.set(priorVariances(priorVariance, 0, inputs), 1);
    this.task = task;
    this.#randomWalk = randomWalk;
    this.#weights = new GaussianWeights(prior, outputs);
  }

  /** Restores a model from its `state()`. @throws LearnerError `STATE`, `MEMORY`, `UNSUPPORTED` */
  static from(state: KalmanLinearState): KalmanLinear {
    const reader = FORMAT.read(state);
    const task = reader.oneOf('task', LINEAR_TASKS);
    const inputs = reader.count('inputs', 0, MOST_INPUTS);
    const outputs = reader.count('outputs', 1, task === 'classes' ? MOST_OUTPUTS : 1);
    const prior = reader.floats('prior', inputs + 1);
    if (!prior.every((variance) => variance >= 1e-12 && variance <= 1e12))
      throw reader.error('prior', 'variances from 1e-12 to 1e12');
    const weights = reader.floats('weights', outputs * (inputs + 1));
    const covariance = reader.floats('covariance', ((inputs + 1) * (inputs + 2)) / 2);
    for (const [key, values] of Object.entries({ weights, covariance }))
      if (!values.every(Number.isFinite)) throw reader.error(key, 'finite numbers');
    const model = new KalmanLinear({
      task,
      inputs,
      outputs,
      priorVariance: prior.subarray(1),
      biasVariance: prior[0]!,
      randomWalk: reader.number('randomWalk', 0, 1e12),
    });
    model.#weights.restore(weights, covariance);
    model.#scale = reader.restore('scale', TargetScale.from);
    model.#sharpness = reader.number('sharpness');
    model.#variance = reader.anyNumber('variance');
    return model;
  }

  /** Width of a row. */
  get inputs(): number {
    return this.#weights.inputs;
  }

  /** How many numbers `predict` gives. */
  get outputs(): number {
    return this.#weights.outputs;
  }

  /**
   * Variance of the last prediction, NaN before it: of the logit (`binary`) or of each answer before the softmax
   * (`classes`), as far as the weights are uncertain; of a `number`, noise included, in the squared unit of the targets.
   */
  get variance(): number {
    return this.#variance;
  }

  /**
   * Answers a row: the probability of class 1 (`binary`), a number in the unit of the targets, held to the range of those
   * seen and half of it on both sides (`number`; 0 before the first), or a probability for each class.
   *
   * @param inputs - the row is the `[inputs]` values from `offset` on.
   * @param out - takes the `[outputs]` answers from its start on.
   * @throws LearnerError `SHAPE`, `NON_FINITE`
   */
  predict(inputs: Float32Array | Float64Array, out: Float32Array | Float64Array, offset = 0): void {
    const weights = this.#weights;
    checkRoom(out, weights.outputs);
    weights.read(inputs, offset);
    const { answers, uncertainty } = weights;
    this.#variance = uncertainty;
    if (this.task === 'binary') {
      out[0] = weights.sigmoid(answers[0]! / Math.sqrt(1 + (Math.PI * uncertainty) / 8));
    } else if (this.task === 'number') {
      out[0] = this.#scale.answer(answers[0]!);
      this.#variance = this.#scale.deviation * this.#scale.deviation * (this.#scale.noise + uncertainty);
    } else {
      weights.soften(this.#sharpness);
      for (let output = 0; output < answers.length; output += 1) out[output] = weights.probabilities[output]!;
    }
  }

  /**
   * Learns a row. After `predict` of the same row it costs half.
   *
   * @param inputs - the row is the `[inputs]` values from `offset` on.
   * @param target - 0 or 1 (`binary`), a finite number, or a class below `outputs`.
   * @throws LearnerError `SHAPE`, `NON_FINITE`; nothing has changed then.
   */
  learn(inputs: Float32Array | Float64Array, target: number, offset = 0): void {
    checkTarget(this.task, this.outputs, target);
    this.#weights.read(inputs, offset);
    if (this.task === 'binary') this.#learnBinary(target);
    else if (this.task === 'number') this.#learnNumber(inputs, target, offset);
    else this.#learnClass(target);
  }

  /** Forgets how well the weights are known, but not the weights: what to do when the stream has changed. */
  resetCovariance(): void {
    this.#weights.resetCovariance();
  }

  /**
   * From now on each input is what it was, times its `scale`, plus its `shift`, both `[inputs]`: weights and covariance are
   * transformed so that all answers stay, up to rounding. O(inputs²). A z-score whose mean and deviation go from m, s to
   * m', s' has the scale s / s' and the shift (m − m') / s'.
   *
   * @throws LearnerError `SHAPE`; `OPTION` if a number is not finite, or a scale 0.
   */
  rescale(scale: ArrayLike<number>, shift: ArrayLike<number>): void {
    this.#weights.rescale(scale, shift);
  }

  /**
   * Adds inputs at the end, as if they had always been there and 0.
   *
   * @throws LearnerError `OPTION`, `MEMORY`; nothing has changed then.
   */
  widenInputs(count: number, priorVariance: PriorVariance = 1): void {
    check.wholeNumber('count', count, { min: 1, max: MOST_INPUTS - this.inputs });
    this.#weights.resize(priorVariances(priorVariance, this.inputs, count), this.outputs);
  }

  /**
   * Adds classes at the end, as if they had always been there and never come.
   *
   * @throws LearnerError `OPTION` if the task is not `classes`; `MEMORY`; nothing has changed then.
   */
  widenOutputs(count: number): void {
    checkNewOutputs(this.task, this.outputs, count);
    this.#weights.resize(new Float64Array(0), this.outputs + count);
  }

  /** Copies the weights, `[outputs, 1 + inputs]`, the bias first; those of a `number` are of the standardised target. */
  weights(): Float64Array {
    return this.#weights.weights();
  }

  /** Returns the whole state, options included. */
  state(): KalmanLinearState {
    return {
      ...FORMAT.header,
      task: this.task,
      inputs: this.inputs,
      outputs: this.outputs,
      randomWalk: this.#randomWalk,
      ...this.#weights.state(),
      scale: this.#scale.state(),
      sharpness: this.#sharpness,
      variance: this.#variance,
    };
  }

  #learnBinary(target: number): void {
    const weights = this.#weights;
    const { uncertainty } = weights;
    const error = weights.implicitError(target);
    const p = weights.sigmoid(weights.answers[0]! + uncertainty * error);
    const information = Math.max(LEAST_INFORMATION, p * (1 - p));
    weights.move(0, error);
    weights.shrink(information / (1 + information * uncertainty), this.#randomWalk);
  }

  #learnNumber(inputs: Float32Array | Float64Array, target: number, offset: number): void {
    const weights = this.#weights;
    const scale = this.#scale;
    const isFlat = scale.isFlat;
    // A spread is measured before it is learned with, but a wild target must not change the unit of its own error.
    if (isFlat) this.#updateScale(target);
    weights.read(inputs, offset);
    const { uncertainty } = weights;
    const total = scale.noise + uncertainty;
    const error = scale.holdError((target - scale.mean) / scale.deviation - weights.answers[0]!, uncertainty);
    weights.move(0, error / total);
    weights.shrink(1 / total, this.#randomWalk);
    if (!isFlat) this.#updateScale(target);
  }

  #updateScale(target: number): void {
    this.#scale.update(target);
    this.#weights.changeUnit(this.#scale.ratio, this.#scale.shift);
  }

  #learnClass(target: number): void {
    const weights = this.#weights;
    const { answers, probabilities: p } = weights;
    const beta = weights.soften(this.#sharpness);
    let mean = 0;
    for (let output = 0; output < answers.length; output += 1) mean += p[output]! * answers[output]!;
    // d ln p(target) / d ln β
    const slope = beta * (answers[target]! - mean);
    this.#sharpness += SHARPNESS.rate * Math.max(-1, Math.min(1, slope));
    const total = CLASS_NOISE + weights.uncertainty;
    for (let output = 0; output < answers.length; output += 1)
      weights.move(output, ((output === target ? 1 : 0) - answers[output]!) / total);
    weights.shrink(1 / total, this.#randomWalk);
  }
}
