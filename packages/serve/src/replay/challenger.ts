import type { StateReader, StateTree } from '@graph/core';
import { OnlineModel, type Prediction } from '@graph/online';
import type { Label } from '../log/event.js';
import { Learner, refusalOf } from './learner.js';
import { type PairedReport, PairedScore } from './paired-score.js';
import { rowError } from './row-error.js';

/** A model that learns beside the one that answers, row by row compared with it. */
export class Challenger {
  readonly learner: Learner;
  /** The last event before it learned beside; what came before that it has learned, too. */
  readonly since: number;
  readonly #score: PairedScore;

  constructor(model: OnlineModel, since: number, score: PairedScore = new PairedScore()) {
    this.learner = new Learner(model);
    this.since = since;
    this.#score = score;
  }

  /** @param reader - of the `state()` of another. */
  static from(reader: StateReader): Challenger {
    const model = reader.restore('model', OnlineModel.from);
    return new Challenger(model, reader.count('since'), new PairedScore(reader.child('score')));
  }

  get score(): PairedReport {
    return this.#score.report();
  }

  /**
   * Lets it do what the other did. What it cannot use is its own loss.
   *
   * @param run - returns what it predicted of a row whose label has come, if it did.
   * @param answered - what the other predicted of that row, and the label.
   */
  follow(
    run: (learner: Learner) => Prediction | undefined,
    answered?: { readonly prediction: Prediction; readonly label: Label },
  ): void {
    try {
      const prediction = run(this.learner);
      if (prediction === undefined || answered === undefined) return;
      const own = rowError(prediction, answered.label);
      const other = rowError(answered.prediction, answered.label);
      if (own !== undefined && other !== undefined) this.#score.update(own - other);
    } catch (error) {
      refusalOf(error);
    }
  }

  state(): StateTree {
    return { model: this.learner.model.state(), score: this.#score.state(), since: this.since };
  }
}
