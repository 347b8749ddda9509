import type { NdArray } from 'ndarray';
import { ACTIVATIONS } from '../graph/activation.js';
import { LANES } from '../kernels/codes.js';
import { LearnerError } from '../learner-error.js';
import { checkColumn, copyRows, copyValues } from '../network/columns.js';
import type { KernelLayout } from '../network/kernel-layout.js';
import type { StepOptions, TrainingBatch } from '../network/network-options.js';
import type { NetworkRun } from '../network/network-run.js';
import type { LossTerm, OutputLoss } from './loss-term.js';
import type { ManualStepOptions } from './manual-step-options.js';
import { ParameterSnapshot } from './parameter-snapshot.js';
import { TermGradients } from './term-gradients.js';

/** Rows are put behind so many when they add to a gradient, which kernels begin at row 0: a vector's width. */
const APART = 4;

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
   * `[maxBatch, outputWidth]`, what the network gave for the rows of the last `step` or `gradientOf`, before the step: logits,
   * in front of a softmax. A view into the kernels, valid until the network is used again.
   */
  get outputs(): Float32Array {
    return this.#layout.outputs;
  }

  /**
   * Takes one optimizer step on a loss that is a sum of terms, or your own function of the outputs.
   *
   * @param inputs - `[≥ rows, inputWidth]`, contiguous from offset 0.
   * @returns the loss, before the step.
   * @throws LearnerError `SHAPE`, `BATCH`, `OPTION`, or `NON_FINITE` if the loss, a derivative or an output is not finite.
   */
  step(
    inputs: NdArray<Float32Array>,
    rows: number,
    loss: OutputLoss | readonly LossTerm[],
    options?: ManualStepOptions,
  ): number {
    const value = this.#differentiate(inputs, rows, loss, options?.keepGradient ? APART : 0);
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
    this.#check(gradient);
    this.#layout.place(gradient, this.#layout.gradients);
    this.#run.descend();
  }

  /**
   * Copies all parameters, ordered as a gradient is.
   *
   * @param out - `[parameterCount]`; default a new array.
   * @returns `out`.
   * @throws LearnerError `SHAPE`
   */
  parameters(out: Float32Array = new Float32Array(this.parameterCount)): Float32Array {
    this.#checkLength(out);
    return this.#layout.ordered(this.#layout.array('weights')!, out);
  }

  /**
   * Puts other parameters in the place of all, e.g. an average of earlier ones; the optimizer's state stays.
   *
   * @param values - ordered as `parameters` writes them, with 0 for nodes that have no bias.
   * @throws LearnerError `SHAPE`; `NON_FINITE` if a value is not finite. Nothing has changed then.
   */
  setParameters(values: Float32Array): void {
    this.#check(values);
    this.#layout.place(values, this.#layout.array('weights')!);
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
   * Computes what neurons give for rows: of a layer, its activations.
   *
   * @param nodes - `[n]`, indices in `network.graph.nodes`, inputs and outputs too.
   * @param out - `[≥ rows, n]`
   * @throws LearnerError `SHAPE`, `OPTION` if there is no such node; any number of rows will do.
   */
  activations(
    inputs: NdArray<Float32Array>,
    rows: number,
    nodes: ArrayLike<number>,
    out: Float32Array,
  ): void {
    const layout = this.#layout;
    const { slotOf, inputs: width } = layout.lowered;
    checkColumn('inputs', inputs, rows, width);
    if (out.length < rows * nodes.length)
      throw new LearnerError(
        'SHAPE',
        `there is room for ${out.length} activations, wanted ${rows} rows of ${nodes.length}`,
      );
    for (let at = 0; at < nodes.length; at += 1)
      if (slotOf[nodes[at]!] === undefined)
        throw new LearnerError('OPTION', `node is ${nodes[at]}, wanted one of ${slotOf.length}, from 0 on`);
    const most = Math.min(LANES, layout.maxBatch);
    for (let from = 0; from < rows; from += most) {
      const count = Math.min(most, rows - from);
      copyValues(inputs.data, from * width, layout.inputs, 0, count * width);
      layout.kernels.run.forwardRows(0, count);
      for (let at = 0; at < nodes.length; at += 1)
        for (let row = 0; row < count; row += 1)
          out[(from + row) * nodes.length + at] = layout.activations[slotOf[nodes[at]!]! * LANES + row]!;
    }
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

  /** Leaves the gradients of a loss in the layout; returns the loss. Rows that do not begin at 0 add to what is there. */
  #differentiate(
    inputs: NdArray<Float32Array>,
    rows: number,
    loss: OutputLoss | readonly LossTerm[],
    start = 0,
  ): number {
    const layout = this.#layout;
    const { run } = layout.kernels;
    const { inputs: inputWidth, outputs: width } = layout.lowered;
    this.#run.checkRows(rows);
    this.#run.checkRows(start + rows);
    copyRows('inputs', inputs, layout.inputs, rows, inputWidth, start);
    const end = start + rows;
    for (let from = start; from < end; from += LANES) run.forwardRows(from, Math.min(LANES, end - from));
    const outputs = start === 0 ? layout.outputs : layout.outputs.subarray(start * width);
    const gradients = start === 0 ? layout.targets : layout.targets.subarray(start * width);
    // The last vector of four rows is read as a whole.
    gradients.fill(0, 0, (rows + 3) * width);
    const value =
      typeof loss === 'function' ? loss(outputs, gradients, rows) : this.#sum(loss, outputs, gradients, rows);
    if (!Number.isFinite(value))
      throw new LearnerError('NON_FINITE', `the loss is ${value}; no weight was changed`);
    layout.rowWeights.fill(1, start, end);
    for (let from = start; from < end; from += LANES) {
      const count = Math.min(LANES, end - from);
      // Of several blocks, the kernels hold the values of the last one.
      if (rows > LANES) run.forwardRows(from, count);
      const bad = run.backwardRows(from, count);
      if (bad >= 0)
        throw new LearnerError(
          'NON_FINITE',
          `row ${bad - start} has an output or a derivative that is not finite; no weight was changed`,
          { row: bad - start },
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

  #check(values: Float32Array): void {
    this.#checkLength(values);
    for (let at = 0; at < values.length; at += 1)
      if (!Number.isFinite(values[at]))
        throw new LearnerError('NON_FINITE', `the array has ${values[at]} at ${at}; no weight was changed`);
  }

  #checkLength({ length }: Float32Array): void {
    if (length !== this.parameterCount)
      throw new LearnerError(
        'SHAPE',
        `the array has ${length} values, wanted one for each of ${this.parameterCount} edges and nodes`,
      );
  }
}
