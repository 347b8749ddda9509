import { check } from '../check.js';
import { LANES, OUTPUT_NORM } from '../kernels/codes.js';
import { WORD } from '../kernels/word.js';
import { LearnerError } from '../learner-error.js';
import type { Loss } from '../losses/loss.js';
import { LOSSES } from '../losses/loss.js';
import { checkColumn, copyValues } from './columns.js';
import type { KernelLayout } from './kernel-layout.js';
import type { TrainingBatch } from './network-options.js';
import type { ParameterName } from './parameter-values.js';

/**
 * Factor of what is added to the importances, > 0; or `relative`: the one that makes the mean over all parameters of what
 * is added 1, so that a strength means the same for every loss, network and method.
 */
export type ImportanceScale = number | 'relative';

/**
 * How much each parameter of a network matters, and where it should stay: the building blocks of consolidation. While it
 * exists, every step is held back by the penalty ½ · strength · Σ importance · (parameter − anchor)², inside the kernels:
 * after the optimizer's own step each parameter moves to `(parameter + q · anchor) / (1 + q)` with
 * `q = learningRate · strength · importance`, the penalty's proximal step, which is stable however large q is. It is not
 * part of the reported loss. Importances start at 0, anchors at the current parameters.
 *
 * Elastic weight consolidation (Kirkpatrick et al. 2017):
 * ```ts
 * network.protection.addSquaredGradients(rows, 'relative'); network.protection.setAnchor();
 * ```
 * Online (Schwarz et al. 2018): `scaleImportance(decay)` first. Synaptic intelligence (Zenke et al. 2017):
 * `network.protect({ path: true })`, then `foldPath(0.1, 'relative')`. Memory-aware synapses (Aljundi et al. 2018):
 * `addOutputSensitivities(rows, 'relative')` and `setAnchor()`.
 */
export class Protection {
  readonly #layout: KernelLayout;
  readonly #loss: Loss;

  constructor(layout: KernelLayout, loss: Loss) {
    this.#layout = layout;
    this.#loss = loss;
  }

  /** Factor of the penalty, ≥ 0; 0 at first. */
  get strength(): number {
    return this.#layout.floats[WORD.penalty]!;
  }

  /** @throws LearnerError `OPTION` if it is negative or not finite. */
  set strength(strength: number) {
    check.number('strength of the protection', strength, { min: 0, max: Number.MAX_VALUE });
    this.#layout.floats[WORD.penalty] = strength;
  }

  /** Takes the current parameters as those to stay at. */
  setAnchor(): void {
    this.#array('anchor').set(this.#array('weights'));
  }

  /** Multiplies all importances. */
  scaleImportance(factor: number): void {
    const importance = this.#array('importance');
    for (let at = 0; at < importance.length; at += 1) importance[at] = importance[at]! * factor;
  }

  /**
   * Adds `scale · Σ rows (∂ loss of the row / ∂ parameter)²`: with targets drawn from the network's own predictions, and
   * 1 / rows, the diagonal of the Fisher information; with the true targets, the empirical Fisher.
   *
   * @param options - `anchor: 'mean'` moves each anchor to the mean of itself and the current parameter, weighted with the
   * importance that it had and the one that is added: the sum of two penalties, each around its own point. Default: the
   * anchors stay.
   * @throws LearnerError `SHAPE`, or `NON_FINITE` with the row; nothing has changed then.
   */
  addSquaredGradients(
    rows: TrainingBatch,
    scale: ImportanceScale,
    options: { readonly anchor?: 'mean' } = {},
  ): void {
    this.#add(rows, LOSSES.indexOf(this.#loss.kind), scale, options.anchor === 'mean');
  }

  /**
   * Adds `scale · Σ rows |∂ ‖outputs‖² / ∂ parameter|`; of a softmax, the outputs are its logits. The targets do not count.
   *
   * @throws LearnerError as `addSquaredGradients` does.
   */
  addOutputSensitivities(rows: TrainingBatch, scale: ImportanceScale): void {
    this.#add(rows, OUTPUT_NORM, scale, false);
  }

  /**
   * Adds `scale · max(0, path / ((parameter − anchor)² + damping))`, clears the path integrals, and sets the anchor.
   *
   * @param damping - > 0; ξ in equation 5 of the paper.
   * @throws LearnerError `OPTION` if `damping` is not > 0, or no path integrals are kept.
   */
  foldPath(damping: number, scale: ImportanceScale = 1): void {
    check.number('damping', damping, { above: 0 });
    const [weights, anchor] = [this.#array('weights'), this.#array('anchor')];
    const path = this.#array('path');
    for (let at = 0; at < path.length; at += 1) {
      const way = weights[at]! - anchor[at]!;
      path[at] = Math.max(0, path[at]! / (way * way + damping));
    }
    this.#addSums(path, scale, false);
    path.fill(0);
    this.setAnchor();
  }

  /** Returns ½ · strength · Σ importance · (parameter − anchor)². */
  penalty(): number {
    const [weights, anchor] = [this.#array('weights'), this.#array('anchor')];
    const importance = this.#array('importance');
    let sum = 0;
    for (let at = 0; at < weights.length; at += 1) {
      const way = weights[at]! - anchor[at]!;
      sum += importance[at]! * way * way;
    }
    return 0.5 * this.strength * sum;
  }

  /** Returns a copy of the importances, `[edges]` then `[nodes]` in the graph's order. */
  importance(): Float32Array<ArrayBuffer> {
    return this.#layout.ordered(this.#array('importance'));
  }

  /** Returns Σ rows (∂ loss of the row / ∂ parameter)², `[edges]` then `[nodes]`, and adds it to nothing. */
  squaredGradients(rows: TrainingBatch): Float32Array<ArrayBuffer> {
    const sums = new Float32Array(this.#layout.gradients.length);
    this.#sum(rows, LOSSES.indexOf(this.#loss.kind), sums);
    return this.#layout.ordered(sums);
  }

  #add(rows: TrainingBatch, kind: number, scale: ImportanceScale, moveAnchor: boolean): void {
    const sums = new Float32Array(this.#array('importance').length);
    this.#sum(rows, kind, sums);
    this.#addSums(sums, scale, moveAnchor);
  }

  #addSums(sums: Float32Array, scale: ImportanceScale, moveAnchor: boolean): void {
    const importance = this.#array('importance');
    const [weights, anchor] = [this.#array('weights'), this.#array('anchor')];
    const factor = scale === 'relative' ? this.#relative(sums) : scale;
    for (let at = 0; at < sums.length; at += 1) {
      const added = factor * sums[at]!;
      const total = importance[at]! + added;
      if (moveAnchor) {
        const share = total > 0 ? added / total : 1;
        anchor[at] = anchor[at]! + (weights[at]! - anchor[at]!) * share;
      }
      importance[at] = total;
    }
  }

  /** One over the mean; 0 where there is nothing to scale. Padding between the parameters holds zeros. */
  #relative(sums: Float32Array): number {
    const { edgeParameter, slots, inputs } = this.#layout.lowered;
    let total = 0;
    for (let at = 0; at < sums.length; at += 1) total += sums[at]!;
    return total > 0 && Number.isFinite(total) ? (edgeParameter.length + slots - inputs) / total : 0;
  }

  #sum(rows: TrainingBatch, kind: number, sums: Float32Array): void {
    const { inputs, targets, rowWeights, gradients, kernels, lowered } = this.#layout;
    const { inputs: inputWidth, outputs: outputWidth } = lowered;
    checkColumn('inputs', rows.inputs, rows.size, inputWidth);
    if (kind !== OUTPUT_NORM) checkColumn('targets', rows.targets, rows.size, outputWidth);
    rowWeights.fill(1);
    const most = Math.min(this.#layout.maxBatch, LANES);
    for (let from = 0; from < rows.size; from += most) {
      const count = Math.min(most, rows.size - from);
      copyValues(rows.inputs.data, from * inputWidth, inputs, 0, count * inputWidth);
      if (kind !== OUTPUT_NORM)
        copyValues(rows.targets.data, from * outputWidth, targets, 0, count * outputWidth);
      const bad = kernels.run.sensitivities(count, kind);
      if (bad >= 0)
        throw new LearnerError(
          'NON_FINITE',
          `row ${from + bad} gives a loss that is not finite; no importance was changed`,
          { row: from + bad },
        );
      for (let at = 0; at < sums.length; at += 1) sums[at] = sums[at]! + gradients[at]!;
    }
  }

  #array(name: ParameterName): Float32Array {
    const array = this.#layout.array(name);
    if (array === undefined)
      throw new LearnerError(
        'OPTION',
        `the network keeps no ${name}; call network.protect({ path: true }) first`,
      );
    return array;
  }
}
