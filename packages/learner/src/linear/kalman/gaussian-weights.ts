import { LearnerError } from '../../learner-error.js';
import { LinearMemory } from '../linear-memory.js';
import { blockIndex, blocksLength, packBlocks, setBlocks, unpackBlocks } from './symmetric-blocks.js';

type Octet = [number, number, number, number, number, number, number, number];

/** Variances are held over this part of their prior ones: what rounding leaves of them may be less than 0. */
const LEAST_SHARE = 1e-14;

/**
 * Weights of a linear model, known up to a covariance that all outputs share, in the memory of its kernels. Element 0 of a
 * row is the constant 1 of the bias, the inputs follow; where that makes an odd number, a 0 ends it.
 */
export class GaussianWeights {
  /** Variance of the answers to the row: s² = xᵀPx. */
  uncertainty = 0;
  /** `[outputs]`: the answers f = wᵀx to the row. A view, until the next `resize`. */
  answers: Float64Array = new Float64Array(0);
  /** `[outputs]`: what `soften` makes of them. A view, until the next `resize`. */
  probabilities: Float64Array = new Float64Array(0);
  readonly #memory: LinearMemory = new LinearMemory();
  #width = 0;
  #pairs = 0;
  #outputs = 0;
  #row = new Float64Array(0);
  #gain = new Float64Array(0);
  #prior = new Float64Array(0);
  #weights = new Float64Array(0);
  #covariance = new Float64Array(0);
  /** Addresses of the arrays, in that order, and of a vector for the kernels. */
  #at = { row: 0, gain: 0, prior: 0, weights: 0, covariance: 0, answers: 0, probabilities: 0, scratch: 0 };
  /** Whether `answers` and the gain are those of the row. */
  #isCurrent = false;

  /**
   * @param prior - variances of the bias and of the inputs' weights.
   * @throws LearnerError `MEMORY`, `UNSUPPORTED`
   */
  constructor(prior: Float64Array, outputs: number) {
    this.resize(prior, outputs);
  }

  /** Inputs, without the bias. */
  get inputs(): number {
    return this.#width - 1;
  }

  get outputs(): number {
    return this.#outputs;
  }

  /**
   * Adds inputs or outputs at the end, as if they had been there from the start and the inputs had always been 0.
   *
   * @param added - prior variances of the new inputs.
   * @throws LearnerError `MEMORY`; nothing has changed then.
   */
  resize(added: Float64Array, outputs: number): void {
    const width = this.#width + added.length;
    const pairs = (width + 1) >> 1;
    const old = [this.#row, this.#prior, this.#weights, this.#covariance].map((array) => array.slice());
    const vector = 16 * pairs;
    const [row, gain, prior, weights, covariance, answers, probabilities, scratch] = this.#memory.layOut([
      vector,
      vector,
      vector,
      vector * outputs,
      8 * blocksLength(pairs),
      8 * outputs,
      8 * outputs,
      vector,
    ]) as Octet;
    this.#at = { row, gain, prior, weights, covariance, answers, probabilities, scratch };
    const view = (at: number, length: number): Float64Array<ArrayBuffer> =>
      new Float64Array(this.#memory.buffer, at, length);
    this.#row = view(row, 2 * pairs);
    this.#gain = view(gain, 2 * pairs);
    this.#prior = view(prior, 2 * pairs);
    this.#weights = view(weights, 2 * pairs * outputs);
    this.#covariance = view(covariance, blocksLength(pairs));
    this.answers = view(answers, outputs);
    this.probabilities = view(probabilities, outputs);
    this.#row[0] = 1;
    this.#row.set(old[0]!);
    this.#prior.set(old[1]!);
    this.#prior.set(added, this.#width);
    for (let output = 0; output < this.#outputs; output += 1)
      this.#weights.set(
        old[2]!.subarray(2 * this.#pairs * output, 2 * this.#pairs * (output + 1)),
        2 * pairs * output,
      );
    // Rows are appended to the triangle: all that was there keeps its place.
    this.#covariance.set(old[3]!);
    for (let index = this.#width; index < width; index += 1)
      this.#covariance[blockIndex(index, index)] = this.#prior[index]!;
    this.#width = width;
    this.#pairs = pairs;
    this.#outputs = outputs;
    this.#isCurrent = false;
  }

  /**
   * Takes the row at `offset` of `inputs`, and computes `answers` and `uncertainty`; at once if it is the row of the last
   * call and nothing was learned since.
   *
   * @throws LearnerError `SHAPE` if it ends early; `NON_FINITE`
   */
  read(inputs: Float32Array | Float64Array, offset: number): void {
    const row = this.#row;
    const width = this.#width;
    if (!(offset >= 0 && offset + width - 1 <= inputs.length))
      throw new LearnerError(
        'SHAPE',
        `there are ${inputs.length} values, wanted ${width - 1} from number ${offset} on`,
      );
    let same = this.#isCurrent;
    for (let index = 1, from = offset; index < width; index += 1, from += 1) {
      const value = inputs[from]!;
      if (row[index] === value) continue;
      row[index] = value;
      same = false;
    }
    if (same) return;
    this.#isCurrent = false;
    const { run } = this.#memory;
    const at = this.#at;
    const uncertainty = run.multiply(at.covariance, at.row, at.gain, this.#pairs);
    run.dots(at.weights, at.row, this.#pairs, this.#outputs, at.answers);
    if (!Number.isFinite(uncertainty) || !Number.isFinite(this.answers[0]))
      throw new LearnerError('NON_FINITE', 'the row has a value that is NaN, infinite or too large', {
        row: 0,
      });
    // Less than 0 by rounding only.
    this.uncertainty = Math.max(0, uncertainty);
    this.#isCurrent = true;
  }

  /** Computes `probabilities`: the softmax of e^sharpness times the answers. Returns e^sharpness. */
  soften(sharpness: number): number {
    const at = this.#at;
    return this.#memory.run.softmax(at.answers, at.probabilities, this.#outputs, sharpness);
  }

  sigmoid(logit: number): number {
    return this.#memory.run.sigmoid(logit);
  }

  /** The error of a logistic answer after the step that it causes. */
  implicitError(target: number): number {
    return this.#memory.run.implicitError(target, this.answers[0]!, this.uncertainty);
  }

  /** Moves the weights of an output in the direction of least resistance: w += step · Px. */
  move(output: number, step: number): void {
    const at = this.#at;
    this.#isCurrent = false;
    this.#memory.run.add(at.weights + 16 * this.#pairs * output, at.gain, this.#pairs, 1, step);
  }

  /** Takes in that the row was seen with this much information: P −= Px xᵀP · share; then lets the weights drift. */
  shrink(share: number, randomWalk: number): void {
    const { run } = this.#memory;
    const at = this.#at;
    this.#isCurrent = false;
    if (this.uncertainty > 0) run.shrink(at.covariance, at.gain, at.scratch, this.#pairs, Math.sqrt(share));
    run.walk(at.covariance, at.prior, this.#width, randomWalk, LEAST_SHARE);
  }

  /** Every answer f becomes `f · ratio + shift`. */
  changeUnit(ratio: number, shift: number): void {
    const at = this.#at;
    this.#isCurrent = false;
    for (let output = 0; output < this.#outputs; output += 1) {
      // Nothing is added; whatever is finite will do.
      this.#memory.run.add(at.weights + 16 * this.#pairs * output, at.prior, this.#pairs, ratio, 0);
      const bias = 2 * this.#pairs * output;
      this.#weights[bias] = this.#weights[bias]! + shift;
    }
  }

  /** Forgets how well the weights are known, but not the weights. */
  resetCovariance(): void {
    this.#covariance.fill(0);
    for (let index = 0; index < this.#width; index += 1)
      this.#covariance[blockIndex(index, index)] = this.#prior[index]!;
    this.#isCurrent = false;
  }

  /** Every input x is `x · scale + shift` from now on. @throws LearnerError `SHAPE`, `OPTION` */
  rescale(scale: ArrayLike<number>, shift: ArrayLike<number>): void {
    const { inputs } = this;
    if (scale.length !== inputs || shift.length !== inputs)
      throw new LearnerError(
        'SHAPE',
        `there are ${scale.length} scales and ${shift.length} shifts, wanted ${inputs} each`,
      );
    for (let input = 0; input < inputs; input += 1) {
      if (!Number.isFinite(shift[input]) || !Number.isFinite(scale[input]) || scale[input] === 0)
        throw new LearnerError(
          'OPTION',
          `input ${input} is scaled by ${scale[input]} and shifted by ${shift[input]}, wanted finite numbers, no scale 0`,
        );
    }
    // x = (x' − shift) / scale, so what an input added beside its new value goes to the bias: b' = b + w v.
    const v = new Float64Array(this.#memory.buffer, this.#at.scratch, 2 * this.#pairs);
    v.fill(0);
    const inverse = new Float64Array(inputs + 1).fill(1);
    for (let index = 1; index <= inputs; index += 1) {
      inverse[index] = 1 / scale[index - 1]!;
      v[index] = -shift[index - 1]! / scale[index - 1]!;
    }
    this.#isCurrent = false;
    this.#rescaleWeights(v, inverse);
    this.#rescaleCovariance(inverse);
  }

  #rescaleWeights(v: Float64Array, inverse: Float64Array): void {
    for (let start = 0; start < this.#weights.length; start += 2 * this.#pairs) {
      let bias = this.#weights[start]!;
      for (let index = 1; index < this.#width; index += 1) {
        bias += v[index]! * this.#weights[start + index]!;
        this.#weights[start + index] = this.#weights[start + index]! * inverse[index]!;
      }
      this.#weights[start] = bias;
    }
  }

  /** P' = A P Aᵀ, where A has `inverse` on its diagonal and v, in the kernels' vector, in its first row. */
  #rescaleCovariance(inverse: Float64Array): void {
    const at = this.#at;
    const blocks = this.#covariance;
    const product = this.#gain;
    const square = this.#memory.run.multiply(at.covariance, at.scratch, at.gain, this.#pairs);
    blocks[0] = blocks[0]! + 2 * product[0]! + square;
    for (let row = 1; row < this.#width; row += 1) {
      setBlocks(blocks, row, 0, (blocks[blockIndex(row, 0)]! + product[row]!) * inverse[row]!);
      for (let column = 1; column <= row; column += 1)
        setBlocks(blocks, row, column, blocks[blockIndex(row, column)]! * (inverse[row]! * inverse[column]!));
    }
  }

  /** Returns copies of what is learned: see `KalmanLinearState`. */
  state(): { prior: Float64Array; weights: Float64Array; covariance: Float64Array } {
    return {
      prior: this.#prior.slice(0, this.#width),
      weights: this.weights(),
      covariance: packBlocks(this.#covariance, this.#width),
    };
  }

  /** Copies the weights, `[outputs, 1 + inputs]`. */
  weights(): Float64Array<ArrayBuffer> {
    const copied = new Float64Array(this.#outputs * this.#width);
    for (let output = 0; output < this.#outputs; output += 1)
      copied.set(
        this.#weights.subarray(2 * this.#pairs * output, 2 * this.#pairs * output + this.#width),
        output * this.#width,
      );
    return copied;
  }

  /** Takes over what `state` returned. */
  restore(weights: Float64Array, covariance: Float64Array): void {
    for (let output = 0; output < this.#outputs; output += 1)
      this.#weights.set(
        weights.subarray(output * this.#width, (output + 1) * this.#width),
        2 * this.#pairs * output,
      );
    unpackBlocks(covariance, this.#width, this.#covariance);
    this.#isCurrent = false;
  }
}
