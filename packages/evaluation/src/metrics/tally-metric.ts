import { StateFormat, type StateTree } from '@graph/core';
import { AVERAGING_NAMES, type Averaging } from '../averaging.js';
import { check } from '../check.js';
import { EvaluationError } from '../errors.js';
import type { EvaluationState } from '../state.js';

/** A metric of targets and predictions: of indexes of classes, or of numbers. */
export type TallyMetric<Kind extends string = string> = {
  /**
   * Takes in one row. O(1).
   *
   * @param target - index of the row's class, or its number.
   * @param prediction - index of the predicted class, or -1 for "none yet"; or the predicted number, in the target's unit.
   * @throws EvaluationError `VALUE` if either is anything else; nothing is changed then.
   */
  update(target: number, prediction: number): void;
  /** The metric; NaN before the first row. O(classes), or O(window) for numbers when windowed. */
  readonly value: number;
  /** Returns a copy of the state. */
  state(): EvaluationState<Kind>;
};

/** The class of such a metric. */
export type TallyMetricClass<Kind extends string = string> = {
  /** @throws EvaluationError `OPTION` if the averaging is out of range. */
  new (averaging?: Averaging): TallyMetric<Kind>;
  readonly prototype: TallyMetric<Kind>;
  /** Restores a metric from its `state()`. @throws EvaluationError `STATE` if it is not such a state. */
  from(state: StateTree): TallyMetric<Kind>;
};

/** The sums that a metric reads. */
type Tally = { update(target: number, prediction: number): void; state(): StateTree };
type TallyClass<T extends Tally> = { new (averaging: Averaging): T; from(state: StateTree): T };

/** Makes the class of a metric that is one figure of a tally. */
export function tallyMetric<Kind extends string, T extends Tally>(
  name: string,
  kind: Kind,
  Tally: TallyClass<T>,
  figure: (tally: T) => number,
): TallyMetricClass<Kind> {
  const format = new StateFormat(kind, 1, EvaluationError);
  class Metric implements TallyMetric<Kind> {
    #tally: T;

    constructor(averaging: Averaging = {}) {
      check.names(name, averaging, AVERAGING_NAMES);
      this.#tally = new Tally(averaging);
    }

    update(target: number, prediction: number): void {
      this.#tally.update(target, prediction);
    }

    get value(): number {
      return figure(this.#tally);
    }

    state(): EvaluationState<Kind> {
      return { ...format.header, tally: this.#tally.state() };
    }

    static from(state: StateTree): Metric {
      const metric = new Metric();
      metric.#tally = format.read(state).restore('tally', Tally.from);
      return metric;
    }
  }
  Object.defineProperty(Metric, 'name', { value: name });
  return Metric;
}
