import type { NdArray } from 'ndarray';
import { ACTIVATIONS } from '../graph/activation.js';
import { LANES } from '../kernels/codes.js';
import { LearnerError } from '../learner-error.js';
import { checkColumn, copyRows, copyValues } from '../network/columns.js';
import type { KernelLayout } from '../network/kernel-layout.js';
import type { StepOptions, TrainingBatch } from '../network/network-options.js';
import type { NetworkRun } from '../network/network-run.js';
import type { LossTerm, OutputLoss } from './loss-term.js';
import { ParameterSnapshot } from './parameter-snapshot.js';
import { TermGradients } from './term-gradients.js';

/**
 * The parts of a training step, for methods of your own: `network.manual`. None of them allocates, but for what is handed
 * out anew; none of them changes anything when it throws.
 *
 * @example
 * Dark experience replay (Buzzega et al. 2020), with the new rows first and the remembered ones, whose outputs were stored
 * when they were new, behind them:
 * ```ts
 * network.manual.step(inputs, 20, [
 *   { loss: softmaxCrossEntropy(), rows: 10, targets: labels },
 *   { loss: meanSquaredError(), from: 10, targets: storedLogits, weight: alpha * classes },
 * ]);
 * ```
 */
export class ManualTraining {
  readonly #layout: KernelLayout;
  readonly #run: NetworkRun;
  #terms = new TermGradients(0);
  #termsWidth = 0;

  /** Made by `network.manual`. */
  constructor(layout: KernelLayout, run: NetworkRun) {
    this.#layout = layout;
    this.#run = run;
  }

  /** Number of edges and of nodes: the length of a gradient. Growth and pruning change it. */
  get parameterCount(): number {
    return this.#layout.lowered.edgeParameter.length + this.#layout.lowered.slotOf.length;
  }

  /**
   * Takes one optimizer step on a loss that is a sum of terms, or your own function of the outputs.
   *
   * @param inputs - `[≥ rows, inputWidth]`, contiguous from offset 0.
   * @returns the loss, before the step.
   * @throws LearnerError `SHAPE`, `BATCH`, `OPTION`, or `NON_FINITE` if the loss, a derivative or an output is not finite.
   */
  step(inputs: NdArray<Float32Array>, rows: number, loss: OutputLoss | readonly LossTerm[]): number {
    const value = this.#differentiate(inputs, rows, loss);
    this.#run.descend();
    return value;
  }

  /**
   * Writes the gradient of such a loss by every parameter, `[edges]` weights then `[nodes]` biases, and takes no step.
   *
   * @param out - `[parameterCount]`
   * @returns the loss.
   * @throws LearnerError as `step` does.
   */
  gradientOf(
    inputs: NdArray<Float32Array>,
    rows: number,
    loss: OutputLoss | readonly LossTerm[],
    out: Float32Array,
  ): number {
    this.#checkLength(out);
    const value = this.#differentiate(inputs, rows, loss);
    this.#layout.ordered(this.#layout.gradients, out);
    return value;
  }

  /**
   * Writes the gradient of the mean of the network's own loss, as `gradientOf` does.
   *
   * @returns the mean loss.
   * @throws LearnerError `SHAPE`, `BATCH`, `NON_FINITE`.
   */
  gradient(batch: TrainingBatch, out: Float32Array, options?: StepOptions): number {
    this.#checkLength(out);
    this.#run.stage(batch, options?.rowWeights);
    const loss = this.#run.gradientsStaged(batch.size);
    this.#layout.ordered(this.#layout.gradients, out);
    return loss;
  }

  /**
   * Takes one optimizer step with a gradient from anywhere, ordered as `gradient` writes it, with 0 for nodes that have no
   * bias. After `gradient` it is the step that the network takes, to the bit, but for plain descent with a single row.
   *
   * @throws LearnerError `SHAPE`; `NON_FINITE` if a value is not finite.
   */
  apply(gradient: Float32Array): void {
    this.#checkLength(gradient);
    for (let at = 0; at < gradient.length; at += 1)
      if (!Number.isFinite(gradient[at]))
        throw new LearnerError(
          'NON_FINITE',
          `the gradient has ${gradient[at]} at ${at}; no weight was changed`,
        );
    this.#layout.place(gradient, this.#layout.gradients);
    this.#run.descend();
  }

  /**
   * Computes the network's own loss of each row, as far as numbers go: a loss may be infinite or NaN. Takes no step.
   *
   * @param out - `[≥ rows]`; default a new array.
   * @returns `out`.
   * @throws LearnerError `SHAPE`; any number of rows will do.
   */
  losses(batch: TrainingBatch, out: Float32Array = new Float32Array(batch.size)): Float32Array {
    const layout = this.#layout;
    const { size } = batch;
    const { inputs, outputs } = layout.lowered;
    checkColumn('inputs', batch.inputs, size, inputs);
    checkColumn('targets', batch.targets, size, outputs);
    if (out.length < size)
      throw new LearnerError('SHAPE', `there is room for ${out.length} losses, wanted ${size}`);
    for (let from = 0; from < size; from += layout.maxBatch) {
      const count = Math.min(layout.maxBatch, size - from);
      copyValues(batch.inputs.data, from * inputs, layout.inputs, 0, count * inputs);
      copyValues(batch.targets.data, from * outputs, layout.targets, 0, count * outputs);
      layout.kernels.run.losses(count);
      copyValues(layout.rowLosses, 0, out, from, count);
    }
    return out;
  }

  /**
   * Keeps what steps change aside, in O(edges) and no time to speak of; `restore` then undoes all steps, to the bit.
   *
   * @param into - one to overwrite; default a new one.
   */
  snapshot(into: ParameterSnapshot = new ParameterSnapshot()): ParameterSnapshot {
    into.take(this.#layout, this.#run);
    return into;
  }

  /** Goes back to a snapshot. @throws LearnerError `STATE` if it is not of this network as it is shaped now. */
  restore(snapshot: ParameterSnapshot): void {
    snapshot.put(this.#layout, this.#run);
  }

  /** Leaves the gradients of a loss in the layout; returns the loss. */
  #differentiate(
    inputs: NdArray<Float32Array>,
    rows: number,
    loss: OutputLoss | readonly LossTerm[],
  ): number {
    const layout = this.#layout;
    const { run } = layout.kernels;
    this.#run.checkRows(rows);
    copyRows('inputs', inputs, layout.inputs, rows, layout.lowered.inputs);
    for (let from = 0; from < rows; from += LANES) run.forwardRows(from, Math.min(LANES, rows - from));
    // The last vector of four rows is read as a whole.
    layout.targets.fill(0, 0, (rows + 3) * layout.lowered.outputs);
    const value =
      typeof loss === 'function'
        ? loss(layout.outputs, layout.targets, rows)
        : this.#sum(loss, layout.outputs, layout.targets, rows);
    if (!Number.isFinite(value))
      throw new LearnerError('NON_FINITE', `the loss is ${value}; no weight was changed`);
    layout.rowWeights.fill(1, 0, rows);
    for (let from = 0; from < rows; from += LANES) {
      const count = Math.min(LANES, rows - from);
      // Of several blocks, the kernels hold the values of the last one.
      if (rows > LANES) run.forwardRows(from, count);
      const bad = run.backwardRows(from, count);
      if (bad >= 0)
        throw new LearnerError(
          'NON_FINITE',
          `row ${bad} has an output or a derivative that is not finite; no weight was changed`,
          { row: bad },
        );
    }
    return value;
  }

  #sum(terms: readonly LossTerm[], outputs: Float32Array, gradients: Float32Array, rows: number): number {
    const { lowered } = this.#layout;
    for (let at = 0; at < terms.length; at += 1)
      if (terms[at]!.loss.kind.endsWith('cross-entropy'))
        for (let band = 0; band < lowered.bands.length; band += 1) {
          const { output, activation } = lowered.bands[band]!;
          if (output && ACTIVATIONS[activation] !== 'linear')
            throw new LearnerError('OPTION', `a term of ${terms[at]!.loss.kind} wants linear outputs`);
        }
    if (this.#termsWidth !== lowered.outputs) {
      this.#terms = new TermGradients(lowered.outputs);
      this.#termsWidth = lowered.outputs;
    }
    return this.#terms.add(terms, outputs, gradients, rows);
  }

  #checkLength({ length }: Float32Array): void {
    if (length !== this.parameterCount)
      throw new LearnerError(
        'SHAPE',
        `the gradient has ${length} values, wanted one for each of ${this.parameterCount} edges and nodes`,
      );
  }
}
