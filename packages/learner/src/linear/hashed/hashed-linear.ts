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
import {
  HASHED_OPTION_NAMES,
  type HashedLinearOptions,
  type HashedLinearState,
} from './hashed-linear-options.js';
import { HashedTable } from './hashed-table.js';

const FORMAT = new StateFormat('hashed-linear', 1, LearnerError);

const MOST_BITS = 24;

/** So much may the unit of targets move before weights, which are float32, are brought to it. */
const FAR = 1e6;

/**
 * A linear model over features that are hashed into a table of weights, for rows that have few of very many: words,
 * categories, pairs. A row costs what it holds, whatever the size of the table.
 *
 * Logistic regression, softmax regression or least squares with the rates of AdaGrad (Duchi, Hazan and Singer 2011), a weight
 * each, and an implicit step (Kulis and Bartlett 2010; for classes its linearisation). Rows are scaled to length 1;
 * a bias comes on top. Two features that fall on one slot share its weight (Weinberger et al. 2009).
 *
 * @example
 * ```ts
 * const model = new HashedLinear({ task: 'binary' });
 * const words = Uint32Array.from(['cheap', 'pills'], (word) => hashText(word));
 * const values = new Float32Array([1, 1]);
 * model.learn(words, values, 2, 1);
 * ```
 */
export class HashedLinear {
  readonly task: LinearTask;
  readonly bits: number;
  readonly #learningRate: number;
  readonly #table: HashedTable;
  #scale = new TargetScale();
  #weightUnit = 1;
  #biases: Float64Array;
  #biasSquares: Float64Array;

  /** @throws LearnerError `OPTION`, `MEMORY`, `UNSUPPORTED` */
  constructor(options: HashedLinearOptions) {
    check.names('HashedLinear', options, HASHED_OPTION_NAMES);
    const { task, bits = 18, learningRate = 0.5 } = options;
    const outputs = checkTask(task, options.outputs);
    check.wholeNumber('bits', bits, { min: 1, max: MOST_BITS });
    check.number('learningRate', learningRate, { above: 0, max: 1e6 });
    this.task = task;
    this.bits = bits;
    this.#learningRate = learningRate;
    this.#table = new HashedTable(1 << bits, outputs, task === 'classes');
    this.#biases = new Float64Array(outputs);
    this.#biasSquares = new Float64Array(outputs);
  }

  /** Restores a model from its `state()`. @throws LearnerError `STATE`, `MEMORY`, `UNSUPPORTED` */
  static from(state: HashedLinearState): HashedLinear {
    const reader = FORMAT.read(state);
    const task = reader.oneOf('task', LINEAR_TASKS);
    const outputs = reader.count('outputs', 1, task === 'classes' ? MOST_OUTPUTS : 1);
    const bits = reader.count('bits', 1, MOST_BITS);
    const learningRate = reader.number('learningRate', Number.MIN_VALUE, 1e6);
    const length = (1 << bits) * outputs;
    const weights = reader.array<Float32Array<ArrayBuffer>>('weights', Float32Array, length);
    const squares = reader.array<Float32Array<ArrayBuffer>>('squares', Float32Array, length);
    if (!areFinite(weights)) throw reader.error('weights', 'finite numbers');
    if (!areSums(squares)) throw reader.error('squares', 'numbers ≥ 0');
    const model = new HashedLinear({ task, outputs, bits, learningRate });
    model.#table.setColumn('weights', outputs, weights);
    model.#table.setColumn('squares', outputs, squares);
    model.#biases = reader.floats('biases', outputs);
    model.#biasSquares = reader.floats('biasSquares', outputs);
    if (!areFinite(model.#biases)) throw reader.error('biases', 'finite numbers');
    if (!areSums(model.#biasSquares)) throw reader.error('biasSquares', 'numbers ≥ 0');
    model.#scale = reader.restore('scale', TargetScale.from);
    model.#weightUnit = reader.number('weightUnit', Number.MIN_VALUE);
    return model;
  }

  /** How many numbers `predict` gives. */
  get outputs(): number {
    return this.#biases.length;
  }

  /**
   * Answers a row: the probability of class 1 (`binary`), a number in the unit of the targets, held to the range of those
   * seen and half of it on both sides (`number`; 0 before the first), or a probability for each class.
   *
   * @param indices - hashes of the features, of 32 bits; the first `count` are used, as of `values`.
   * @param values - finite. A feature without a value of its own has 1.
   * @param out - takes the `[outputs]` answers from its start on.
   * @throws LearnerError `SHAPE`, `NON_FINITE`, `MEMORY`
   */
  predict(indices: Uint32Array, values: Float32Array, count: number, out: Float32Array | Float64Array): void {
    checkRoom(out, this.outputs);
    this.#table.read(indices, values, count);
    if (this.task === 'classes') {
      const p = this.#soften();
      for (let output = 0; output < this.outputs; output += 1) out[output] = p[output]!;
      return;
    }
    const answer = this.#answer();
    out[0] =
      this.task === 'binary'
        ? this.#table.sigmoid(answer)
        : this.#scale.answer((answer * this.#weightUnit) / this.#scale.deviation);
  }

  /**
   * Learns a row.
   *
   * @param target - 0 or 1 (`binary`), a finite number, or a class below `outputs`.
   * @throws LearnerError `SHAPE`, `NON_FINITE`, `MEMORY`; nothing has changed then.
   */
  learn(indices: Uint32Array, values: Float32Array, count: number, target: number): void {
    checkTarget(this.task, this.outputs, target);
    this.#table.read(indices, values, count);
    if (this.task === 'binary') this.#learnBinary(target);
    else if (this.task === 'number') this.#learnNumber(target);
    else this.#learnClass(target);
  }

  /**
   * Adds classes at the end, with weights of 0.
   *
   * @throws LearnerError `OPTION` if the task is not `classes`; `MEMORY`; nothing has changed then.
   */
  widenOutputs(count: number): void {
    checkNewOutputs(this.task, this.outputs, count);
    const outputs = this.outputs + count;
    this.#table.widen(outputs);
    this.#biases = widened(this.#biases, outputs);
    this.#biasSquares = widened(this.#biasSquares, outputs);
  }

  /** Returns the whole state, options included: 8 bytes a weight. */
  state(): HashedLinearState {
    return {
      ...FORMAT.header,
      task: this.task,
      outputs: this.outputs,
      bits: this.bits,
      learningRate: this.#learningRate,
      weights: this.#table.column('weights', this.outputs),
      squares: this.#table.column('squares', this.outputs),
      biases: this.#biases.slice(),
      biasSquares: this.#biasSquares.slice(),
      scale: this.#scale.state(),
      weightUnit: this.#weightUnit,
    };
  }

  #answer(): number {
    return this.#biases[0]! + this.#table.sum();
  }

  /** The bias learns as the weights do; returns how far its step moves the answer per unit of error. */
  #adaptBias(output: number, error: number): number {
    const square = this.#biasSquares[output]! + error * error;
    this.#biasSquares[output] = square;
    return square > 0 ? this.#learningRate / Math.sqrt(square) : 0;
  }

  #applyBias(output: number, error: number): void {
    const square = this.#biasSquares[output]!;
    if (square > 0)
      this.#biases[output] = this.#biases[output]! + (error * this.#learningRate) / Math.sqrt(square);
  }

  #learnBinary(target: number): void {
    const logit = this.#answer();
    const before = target - this.#table.sigmoid(logit);
    const rise = this.#adaptBias(0, before) + this.#table.adapt(before, this.#learningRate);
    const error = this.#table.implicitError(target, logit, rise);
    this.#applyBias(0, error);
    this.#table.apply(error);
  }

  #learnNumber(target: number): void {
    const scale = this.#scale;
    const isFlat = scale.isFlat;
    if (isFlat) this.#updateScale(target);
    const answer = this.#answer() * this.#weightUnit;
    const before = scale.holdError((target - scale.mean - answer) / scale.deviation, 0);
    const rise = this.#adaptBias(0, before) + this.#table.adapt(before, this.#learningRate);
    // As for `implicitError`: e = before − rise · e, and back from deviations to the unit of weights.
    const error = ((before / (1 + rise)) * scale.deviation) / this.#weightUnit;
    this.#applyBias(0, error);
    this.#table.apply(error);
    if (!isFlat) this.#updateScale(target);
  }

  #updateScale(target: number): void {
    this.#scale.update(target);
    // Answers stay when the mean moves.
    this.#biases[0] = this.#biases[0]! + (this.#scale.shift * this.#scale.deviation) / this.#weightUnit;
    const ratio = this.#scale.deviation / this.#weightUnit;
    if (ratio < FAR && ratio > 1 / FAR) return;
    this.#table.scale(1 / ratio);
    this.#biases[0] = this.#biases[0]! / ratio;
    this.#weightUnit = this.#scale.deviation;
  }

  #learnClass(target: number): void {
    const table = this.#table;
    const p = this.#soften();
    for (let output = 0; output < this.outputs; output += 1)
      table.errors[output] = (output === target ? 1 : 0) - p[output]!;
    table.adaptAll(this.#learningRate);
    for (let output = 0; output < this.outputs; output += 1) {
      const before = table.errors[output]!;
      const rise = this.#adaptBias(output, before) + table.rises[output]!;
      const error = before / (1 + rise * p[output]! * (1 - p[output]!));
      this.#applyBias(output, error);
      table.errors[output] = error;
    }
    table.applyAll();
  }

  /** The probabilities of the classes for the row. */
  #soften(): Float64Array {
    const table = this.#table;
    const p = table.probabilities;
    table.sumAll();
    for (let output = 0; output < this.outputs; output += 1)
      p[output] = table.answers[output]! + this.#biases[output]!;
    table.soften(this.outputs);
    return p;
  }
}

function widened(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(length);
  wider.set(values);
  return wider;
}

// By index: of tables with hundreds of thousands of weights a call for each would be most of the time.
function areFinite(values: Float32Array | Float64Array): boolean {
  for (let at = 0; at < values.length; at += 1) if (!Number.isFinite(values[at]!)) return false;
  return true;
}

function areSums(values: Float32Array | Float64Array): boolean {
  for (let at = 0; at < values.length; at += 1) if (!(values[at]! >= 0)) return false;
  return true;
}
