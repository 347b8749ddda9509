import { type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { EvaluationError } from '../errors.js';
import { type EvaluationState, restoreOptions } from '../state.js';
import type { DriftDetector } from './drift-detector.js';

const NAMES: OptionNames<DdmOptions> = { warningLevel: true, driftLevel: true, leastRows: true };
const FORMAT = new StateFormat('ddm', 1, EvaluationError);

/** Options of DDM; the defaults are the paper's. */
export type DdmOptions = {
  /** Standard deviations over the best for a warning, over 0 to `driftLevel` (inclusive). Default 2. */
  readonly warningLevel?: number;
  /** Standard deviations over the best for a change, > 0. Default 3. */
  readonly driftLevel?: number;
  /** Rows before the first test, ≥ 1. Default 30. */
  readonly leastRows?: number;
};

/**
 * Finds a rise of an error rate: when it is three standard deviations over the lowest that it has reached.
 *
 * DDM (Gama, Medas, Castillo and Rodrigues, "Learning with drift detection", SBIA 2004). It starts anew after a change.
 *
 * @example
 * ```ts
 * const ddm = new Ddm();
 * if (ddm.update(predicted === target ? 0 : 1)) console.log('the concept has changed');
 * ```
 */
export class Ddm implements DriftDetector {
  readonly #options: Required<DdmOptions>;
  #rows = 0;
  #rate = 0;
  #bestRate = -1; // -1: before the first test
  #bestDeviation = 0;
  #warning = false;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: DdmOptions = {}) {
    check.names('Ddm', options, NAMES);
    const { warningLevel = 2, driftLevel = 3, leastRows = 30 } = options;
    check.number('driftLevel', driftLevel, { above: 0, below: Number.POSITIVE_INFINITY });
    check.number('warningLevel', warningLevel, { above: 0, max: driftLevel });
    check.wholeNumber('leastRows', leastRows, { min: 1 });
    this.#options = { warningLevel, driftLevel, leastRows };
  }

  /** Rows since the last change. */
  get rowsSinceChange(): number {
    return this.#rows;
  }

  /** Whether the error rate is over the warning level. */
  get warning(): boolean {
    return this.#warning;
  }

  /**
   * Takes the error of one row. O(1).
   *
   * @param error - 1 for wrong, 0 for right; what lies between counts as a share of an error.
   * @throws EvaluationError `VALUE` if it is outside.
   */
  update(error: number): boolean {
    if (!(error >= 0 && error <= 1))
      throw new EvaluationError('VALUE', `error is ${error}, wanted 0 for right to 1 for wrong`);
    this.#rows += 1;
    this.#rate += (error - this.#rate) / this.#rows;
    if (this.#rows < this.#options.leastRows) return false;
    const deviation = Math.sqrt(Math.max(0, this.#rate * (1 - this.#rate)) / this.#rows);
    const level = this.#rate + deviation;
    if (this.#bestRate < 0 || level <= this.#bestRate + this.#bestDeviation) {
      this.#bestRate = this.#rate;
      this.#bestDeviation = deviation;
    }
    if (level > this.#bestRate + this.#options.driftLevel * this.#bestDeviation) {
      this.#rows = 0;
      this.#rate = 0;
      this.#bestRate = -1;
      this.#bestDeviation = 0;
      this.#warning = false;
      return true;
    }
    this.#warning = level > this.#bestRate + this.#options.warningLevel * this.#bestDeviation;
    return false;
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'ddm'> {
    return {
      ...FORMAT.header,
      options: { ...this.#options },
      rows: this.#rows,
      rate: this.#rate,
      bestRate: this.#bestRate,
      bestDeviation: this.#bestDeviation,
      warning: this.#warning,
    };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): Ddm {
    const reader = FORMAT.read(state);
    const ddm = restoreOptions(reader, NAMES, (options) => new Ddm(options));
    ddm.#rows = reader.count('rows');
    ddm.#rate = reader.number('rate', 0, 1);
    ddm.#bestRate = reader.number('bestRate', -1, 1);
    ddm.#bestDeviation = reader.number('bestDeviation', 0);
    ddm.#warning = reader.flag('warning');
    return ddm;
  }
}
