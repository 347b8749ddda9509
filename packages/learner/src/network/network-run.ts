import type { NdArray } from 'ndarray';
import { WORD } from '../kernels/word.js';
import { LearnerError } from '../learner-error.js';
import { LOSSES, type Loss } from '../losses/loss.js';
import { checkOptimizer } from '../optimizers/check-optimizer.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { checkColumn, copyRows, copyValues } from './columns.js';
import { configure } from './configure.js';
import type { KernelLayout } from './kernel-layout.js';
import type { TrainingBatch } from './network-options.js';
import type { NetworkState } from './network-state.js';

/** Runs the kernels of a network: forward, backward, steps, and what an optimizer counts. */
export class NetworkRun {
  readonly loss: Loss;
  readonly gradientClip: number;
  /** Number of steps taken. */
  steps = 0;
  readonly #layout: KernelLayout;
  /** Powers of the optimizer's beta1 and beta2, multiplied up step by step. */
  #power1 = 1;
  #power2 = 1;
  #optimizer: Optimizer;

  constructor(layout: KernelLayout, loss: Loss, optimizer: Optimizer, gradientClip: number) {
    this.#layout = layout;
    this.loss = loss;
    this.#optimizer = checkOptimizer(optimizer);
    this.gradientClip = gradientClip;
  }

  get optimizer(): Optimizer {
    return this.#optimizer;
  }

  set optimizer(optimizer: Optimizer) {
    this.#optimizer = checkOptimizer(optimizer);
    this.configure();
  }

  /** Tells the kernels what to compute; they remember it. */
  configure(): void {
    configure(this.#layout, this.#optimizer, this.loss, this.gradientClip);
  }

  /** Tells the kernels what to compute, and restores what has been counted. */
  restore({ steps, betaPowers, strength }: Pick<NetworkState, 'steps' | 'betaPowers' | 'strength'>): void {
    this.configure();
    this.resume(steps, betaPowers[0]!, betaPowers[1]!);
    this.#layout.floats[WORD.penalty] = strength;
  }

  /** The power of beta1 that the next step goes on from, as `power2` that of beta2. */
  get power1(): number {
    return this.#power1;
  }

  get power2(): number {
    return this.#power2;
  }

  /** Goes on from what has been counted; the kernels have been told before what to compute. */
  resume(steps: number, power1: number, power2: number): void {
    this.steps = steps;
    this.#power1 = power1;
    this.#power2 = power2;
  }

  /** The part of a network's state that is here. */
  state(): Pick<NetworkState, 'loss' | 'optimizer' | 'gradientClip' | 'steps' | 'betaPowers' | 'strength'> {
    const { loss, optimizer, gradientClip, steps } = this;
    const betaPowers = Float64Array.of(this.#power1, this.#power2);
    return { loss, optimizer, gradientClip, steps, betaPowers, strength: this.#layout.floats[WORD.penalty]! };
  }

  /** Copies rows and their weights to where `stepStaged` reads them. */
  stage({ size, inputs, targets }: TrainingBatch, weights: Float32Array | undefined): void {
    const layout = this.#layout;
    this.checkRows(size);
    copyRows('inputs', inputs, layout.inputs, size, layout.lowered.inputs);
    copyRows('targets', targets, layout.targets, size, layout.lowered.outputs);
    if (weights === undefined) layout.rowWeights.fill(1, 0, size);
    else if (weights.length >= size)
      for (let row = 0; row < size; row += 1) layout.rowWeights[row] = weights[row]!;
    else
      throw new LearnerError(
        'SHAPE',
        `there are ${weights.length} row weights, wanted one for each of ${size} rows`,
      );
  }

  stepStaged(rows: number): number {
    this.checkRows(rows);
    const { floats, kernels } = this.#layout;
    this.#correct();
    const bad = kernels.run.step(rows);
    if (bad >= 0) throw this.#nonFinite(bad);
    this.#count();
    return floats[WORD.lossSum]! / rows;
  }

  /** Takes one step with the gradients that are in the layout. */
  descend(): void {
    this.#correct();
    this.#layout.kernels.run.descend();
    this.#count();
  }

  /** Leaves the gradients of the mean loss of the staged rows in the layout; returns that loss. */
  gradientsStaged(rows: number): number {
    const bad = this.#layout.kernels.run.gradients(rows, LOSSES.indexOf(this.loss.kind));
    if (bad >= 0) throw this.#nonFinite(bad);
    return this.#layout.floats[WORD.lossSum]! / rows;
  }

  predict(inputs: NdArray<Float32Array>, rows: number, out: NdArray<Float32Array>, raw: boolean): void {
    const { maxBatch, lowered, kernels } = this.#layout;
    checkColumn('inputs', inputs, rows, lowered.inputs);
    checkColumn('out', out, rows, lowered.outputs);
    for (let from = 0; from < rows; from += maxBatch) {
      const count = Math.min(maxBatch, rows - from);
      copyValues(inputs.data, from * lowered.inputs, this.#layout.inputs, 0, count * lowered.inputs);
      kernels.run.predict(count, raw ? 1 : 0);
      copyValues(this.#layout.outputs, 0, out.data, from * lowered.outputs, count * lowered.outputs);
    }
  }

  /** @throws LearnerError `BATCH` if a step cannot have that many rows. */
  checkRows(rows: number): void {
    const { maxBatch } = this.#layout;
    if (!(Number.isInteger(rows) && rows >= 1 && rows <= maxBatch))
      throw new LearnerError('BATCH', `the batch has ${rows} rows, wanted 1 to ${maxBatch} (maxBatch)`);
  }

  /** Tells the kernels how far the optimizer's running means are from full, after one more step. */
  #correct(): void {
    const { floats } = this.#layout;
    floats[WORD.correction1] = 1 - this.#power1 * this.#optimizer.beta1;
    floats[WORD.correction2] = 1 - this.#power2 * this.#optimizer.beta2;
  }

  #count(): void {
    this.#power1 *= this.#optimizer.beta1;
    this.#power2 *= this.#optimizer.beta2;
    this.steps += 1;
  }

  #nonFinite(row: number): LearnerError {
    return new LearnerError(
      'NON_FINITE',
      `the loss of row ${row} is ${this.#layout.rowLosses[row]} at step ${this.steps + 1}; no weight was changed. ` +
        'Check the inputs and targets of that row, or lower the learning rate',
      { row },
    );
  }
}
