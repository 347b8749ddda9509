import { type OptionNames, StateFormat, type StateTree } from '@graph/core';
import { check } from '../check.js';
import { checkFinite } from '../check-row.js';
import { EvaluationError } from '../errors.js';
import { type EvaluationState, restoreOptions } from '../state.js';
import { DRIFT_DIRECTIONS, type DriftDetector, type DriftDirection } from './drift-detector.js';

const NAMES: OptionNames<PageHinkleyOptions> = {
  tolerance: true,
  threshold: true,
  fading: true,
  leastRows: true,
  direction: true,
};
const FORMAT = new StateFormat('page-hinkley', 1, EvaluationError);

/** Options of the Page-Hinkley test. */
export type PageHinkleyOptions = {
  /** Change of the mean that is tolerated, ≥ 0, in the values' unit. Default 0.005. */
  readonly tolerance?: number;
  /** Accumulated excess that is a change, > 0, in the values' unit times rows. Default 50. */
  readonly threshold?: number;
  /** What is kept of the accumulated excess per row, over 0 to 1 (inclusive). Default 0.9999. */
  readonly fading?: number;
  /** Rows before the first test, ≥ 1. Default 30. */
  readonly leastRows?: number;
  /** Which changes are looked for. Default 'rise', as in the paper's one-sided test. */
  readonly direction?: DriftDirection;
};

/**
 * Finds a change of the mean by adding up how far each row exceeds the mean so far.
 *
 * Page-Hinkley test (Page, "Continuous inspection schemes", Biometrika 1954; Hinkley 1971): Σ (x − mean − tolerance)
 * minus its lowest value, over the threshold. Written as max(0, sum), which is the same when nothing fades; the
 * defaults are those of MOA and River. It starts anew after a change.
 *
 * @example
 * ```ts
 * const test = new PageHinkley({ threshold: 20 });
 * if (test.update(loss)) console.log('the loss has risen');
 * ```
 */
export class PageHinkley implements DriftDetector {
  readonly #options: Required<PageHinkleyOptions>;
  #rows = 0;
  #mean = 0;
  #rise = 0;
  #fall = 0;

  /** @throws EvaluationError `OPTION` if an option is out of range. */
  constructor(options: PageHinkleyOptions = {}) {
    check.names('PageHinkley', options, NAMES);
    const {
      tolerance = 0.005,
      threshold = 50,
      fading = 0.9999,
      leastRows = 30,
      direction = 'rise',
    } = options;
    check.number('tolerance', tolerance, { min: 0, below: Number.POSITIVE_INFINITY });
    check.number('threshold', threshold, { above: 0, below: Number.POSITIVE_INFINITY });
    check.number('fading', fading, { above: 0, max: 1 });
    check.wholeNumber('leastRows', leastRows, { min: 1 });
    check.oneOf('direction', direction, DRIFT_DIRECTIONS);
    this.#options = { tolerance, threshold, fading, leastRows, direction };
  }

  /** Rows since the last change. */
  get rowsSinceChange(): number {
    return this.#rows;
  }

  /** Takes the number of one row. O(1). @throws EvaluationError `VALUE` if it is not finite. */
  update(value: number): boolean {
    checkFinite(value, 'value');
    const { direction, fading, leastRows, threshold, tolerance } = this.#options;
    this.#rows += 1;
    this.#mean += (value - this.#mean) / this.#rows;
    this.#rise = Math.max(0, fading * this.#rise + value - this.#mean - tolerance);
    this.#fall = Math.max(0, fading * this.#fall + this.#mean - value - tolerance);
    if (this.#rows < leastRows) return false;
    if (this.#rise <= threshold && (direction === 'rise' || this.#fall <= threshold)) return false;
    this.#rows = 0;
    this.#mean = 0;
    this.#rise = 0;
    this.#fall = 0;
    return true;
  }

  /** Returns a copy of the state. */
  state(): EvaluationState<'page-hinkley'> {
    return {
      ...FORMAT.header,
      options: { ...this.#options },
      rows: this.#rows,
      mean: this.#mean,
      rise: this.#rise,
      fall: this.#fall,
    };
  }

  /** Restores it from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  static from(state: StateTree): PageHinkley {
    const reader = FORMAT.read(state);
    const test = restoreOptions(reader, NAMES, (options) => new PageHinkley(options));
    test.#rows = reader.count('rows');
    test.#mean = reader.number('mean');
    test.#rise = reader.number('rise', 0);
    test.#fall = reader.number('fall', 0);
    return test;
  }
}
