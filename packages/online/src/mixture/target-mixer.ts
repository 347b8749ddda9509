import { ln, type StateReader, type StateTree } from '@graph/core';
import type { Task } from '@graph/stream';
import { EXPERTS, type ExpertName, WITHOUT_LAGS, WITHOUT_NETWORKS } from '../experts/expert.js';
import { ClassMixer } from './class-mixer.js';
import type { Mixer, Said } from './mixer.js';
import { NetworkWorth } from './network-worth.js';
import { NumberMixer } from './number-mixer.js';

/** No expert says less of a class. */
const FLOOR = 1e-5;
/** Rows between prediction and label that the slow weights are made for: those of a model that is no longer taught. */
const SLOW = 500;

/** Mixes some of the experts, that lie side by side. */
type Part = { readonly mixer: Mixer; readonly experts: readonly ExpertName[]; said: Said };

/**
 * Mixes what the experts say of one target, three times over: all of them with weights for the next row; those that need no labels, with slow
 * weights, for a model that is no longer taught; and those that are no networks, to know what these are worth.
 */
export class TargetMixer {
  /** How much the networks save. */
  readonly worth: NetworkWorth;
  readonly #task: Task;
  readonly #all: Part;
  readonly #lasting: Part;
  readonly #light: Part;
  /** `[experts, classes]`: numbers or probabilities, and centred logarithms of these. */
  #values: Float64Array = new Float64Array(0);
  #scores: Float64Array = new Float64Array(0);
  #classes = 0;
  /** Sums of the losses: log loss, or absolute errors. */
  readonly #losses: Float64Array<ArrayBuffer>;
  #rows: number;

  /** @param reader - of the `state()` of an earlier one of the same task. */
  constructor(task: Task, reader?: StateReader) {
    this.#task = task;
    const make = (key: string, experts: readonly ExpertName[]): Part => {
      const Made = task === 'regression' ? NumberMixer : ClassMixer;
      const mixer = new Made(experts.length, experts.indexOf('constant'), reader?.child(key));
      return { mixer, experts, said: { classes: 0, values: this.#values, scores: this.#scores } };
    };
    this.#all = make('all', EXPERTS);
    this.#lasting = make('lasting', WITHOUT_LAGS);
    this.#light = make('light', WITHOUT_NETWORKS);
    this.worth = new NetworkWorth(reader?.child('worth'));
    this.#losses = reader?.floats('losses', EXPERTS.length) ?? new Float64Array(EXPERTS.length);
    this.#rows = reader?.count('rows') ?? 0;
  }

  /** `[experts]`: how much each counts now, sum 1. */
  get shares(): Float64Array {
    return this.#all.mixer.shares;
  }

  /** `[experts]`: mean log loss of each so far, or mean absolute error; NaN before the first row. */
  get losses(): Float64Array {
    return this.#losses.map((sum) => sum / this.#rows);
  }

  /**
   * Mixes one row.
   *
   * @param answers - `[experts, width]`; of this target those from `at` on.
   * @param isFrozen - whether the slow weights answer.
   * @param out - gets a number, the probability of yes or that of each class, from `offset` on.
   */
  mix(
    answers: Float64Array,
    width: number,
    at: number,
    isFrozen: boolean,
    out: Float64Array,
    offset: number,
  ): void {
    this.#take(answers, width, at);
    const { mixer, said } = isFrozen ? this.#lasting : this.#all;
    mixer.mix(said);
    if (this.#task === 'binary') out[offset] = mixer.answer[1]!;
    else for (let k = 0; k < this.#classes; k += 1) out[offset + k] = mixer.answer[k]!;
  }

  /**
   * Takes in the truth of a row: all weights learn from what the experts said of it.
   *
   * @param distance - rows between its prediction and its label, plus 1.
   * @returns the loss of the weights of now: log loss, or squared error.
   */
  update(answers: Float64Array, width: number, at: number, truth: number, distance: number): number {
    this.#take(answers, width, at);
    this.#rows += 1;
    const isNumber = this.#task === 'regression';
    for (let expert = 0; expert < EXPERTS.length; expert += 1) {
      const said = this.#values[expert * this.#classes + (isNumber ? 0 : truth)]!;
      this.#losses[expert] = this.#losses[expert]! + (isNumber ? Math.abs(said - truth) : -ln(said));
    }
    const loss = learn(this.#all, truth, distance);
    const without = learn(this.#light, truth, distance);
    learn(this.#lasting, truth, Math.max(SLOW, distance));
    const constant = this.#values[CONSTANT * this.#classes + (isNumber ? 0 : truth)]!;
    this.worth.update(loss, without, isNumber ? (constant - truth) * (constant - truth) : -ln(constant));
    return loss;
  }

  state(): StateTree {
    return {
      all: this.#all.mixer.state(),
      lasting: this.#lasting.mixer.state(),
      light: this.#light.mixer.state(),
      worth: this.worth.state(),
      losses: this.#losses.slice(),
      rows: this.#rows,
    };
  }

  /** Takes what the experts say of this target. */
  #take(answers: Float64Array, width: number, at: number): void {
    const classes = this.#task === 'regression' ? 1 : this.#task === 'binary' ? 2 : width;
    if (this.#classes !== classes) this.#reserve(classes);
    const [values, scores] = [this.#values, this.#scores];
    for (let expert = 0; expert < EXPERTS.length; expert += 1) {
      const from = expert * classes;
      if (this.#task === 'class')
        for (let k = 0; k < classes; k += 1) values[from + k] = answers[expert * width + k]!;
      else values[from + classes - 1] = answers[expert * width + at]!;
      if (this.#task === 'regression') continue;
      if (this.#task === 'binary') values[from] = 1 - values[from + 1]!;
      normalise(values, scores, from, classes);
    }
  }

  #reserve(classes: number): void {
    this.#classes = classes;
    this.#values = new Float64Array(EXPERTS.length * classes);
    this.#scores = new Float64Array(this.#task === 'regression' ? 0 : EXPERTS.length * classes);
    for (const part of [this.#all, this.#lasting, this.#light]) {
      const from = EXPERTS.indexOf(part.experts[0]!) * classes;
      const to = from + part.experts.length * classes;
      part.said = {
        classes,
        values: this.#values.subarray(from, to),
        scores: this.#scores.subarray(from, to),
      };
    }
  }
}

const CONSTANT = EXPERTS.indexOf('constant');

function learn({ mixer, said }: Part, truth: number, distance: number): number {
  mixer.mix(said);
  const loss = mixer.loss(truth);
  mixer.update(said, truth, distance);
  return loss;
}

/** Makes probabilities at least the floor each and 1 together, and takes their centred logarithms. */
function normalise(values: Float64Array, scores: Float64Array, from: number, classes: number): void {
  let sum = 0;
  for (let at = from; at < from + classes; at += 1) {
    values[at] = Math.max(values[at]!, FLOOR);
    sum += values[at]!;
  }
  let mean = 0;
  for (let at = from; at < from + classes; at += 1) {
    values[at] = values[at]! / sum;
    scores[at] = ln(values[at]!);
    mean += scores[at]!;
  }
  mean /= classes;
  for (let at = from; at < from + classes; at += 1) scores[at] = scores[at]! - mean;
}
