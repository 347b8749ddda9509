import {
  type LearnOneResult,
  OnlineError,
  OnlineModel,
  type OnlineModelOptions,
  type OnlineModelState,
  type Prediction,
  type Row,
} from '@graph/online';
import type { Label } from '../log/event.js';
import { plainLabel } from './outcome.js';

/** Longer than any row waits in places: rows expire when they are told to. */
const WAIT = 2 ** 40;

/** What a label did. */
export type LabelResult =
  | ({ readonly status: 'learned' } & LearnOneResult)
  | { readonly status: 'duplicate' | 'conflict' | 'unknown' | 'expired' };

/**
 * An `OnlineModel` whose clock counts the rows that were predicted with an id, so that which of them expire is said by events.
 */
export class Learner {
  readonly model: OnlineModel;

  constructor(model: OnlineModel) {
    this.model = model;
  }

  /** Makes a model that has learned nothing. */
  static create(options: OnlineModelOptions, maxPending: number): Learner {
    return new Learner(new OnlineModel({ ...options, labelWait: { time: WAIT }, maxPending }));
  }

  /** Restores a model that something else has trained. */
  static adopt(state: OnlineModelState, maxPending: number): Learner {
    const options = JSON.parse(state.options) as OnlineModelOptions;
    const own = { ...options, labelWait: { time: WAIT }, maxPending };
    return new Learner(OnlineModel.from({ ...state, options: JSON.stringify(own) }));
  }

  get targets(): readonly string[] {
    const { target } = this.model.options;
    return typeof target === 'string' ? [target] : target;
  }

  /** Predicts a row; it is not remembered. */
  predict(features: Row): Prediction {
    return this.model.predictOne(this.#unlabelled(features));
  }

  /** Predicts a row that waits for its label from then on. */
  wait(id: string, features: Row, place: number): Prediction {
    return this.model.predictOne(this.#unlabelled(features), { id, time: place });
  }

  learn(features: Row, label: Label): LearnOneResult {
    return this.model.learnOne(this.#labelled(features, label));
  }

  label(id: string, label: Label, place: number): LabelResult {
    const result = this.model.labelOne(id, label, { time: place });
    if (result.status !== 'labelled') return result;
    return { status: result.label === plainLabel(label) ? 'duplicate' : 'conflict' };
  }

  /** Tells what a label would be for an id that does not wait. */
  statusOf(id: string, label: Label): 'duplicate' | 'conflict' | 'unknown' | 'expired' {
    const closed = this.model.statusOf(id);
    if (closed.status === 'labelled') return closed.label === plainLabel(label) ? 'duplicate' : 'conflict';
    return closed.status === 'expired' ? 'expired' : 'unknown';
  }

  /** Forgets the rows that wait, up to that of `place` (inclusive). */
  expireUntil(place: number): void {
    this.model.expire(place + WAIT + 1);
  }

  #unlabelled(features: Row): Row {
    if (!this.targets.some((target) => Object.hasOwn(features, target))) return features;
    return Object.fromEntries(Object.entries(features).filter(([name]) => !this.targets.includes(name)));
  }

  #labelled(features: Row, label: Label): Row {
    const labels = typeof label === 'object' ? label : { [this.targets[0]!]: label };
    return { ...features, ...labels };
  }
}

/** Tells what is wrong with a row or a label; throws anything else again. */
export function refusalOf(error: unknown): { readonly message: string; readonly column?: string } {
  if (!OnlineError.is(error) || error.code !== 'ROW') throw error;
  const { message, column } = error;
  return column === undefined ? { message } : { message, column };
}
