import { digest } from '@graph/checkpoint';
import type { StateReader } from '@graph/core';
import { OnlineModel, type OnlineModelOptions, type Prediction, type Row } from '@graph/online';
import { ServeError } from '../errors.js';
import type { Label, ServedEvent, WaitSettings } from '../log/event.js';
import { Challenger } from './challenger.js';
import { Learner, refusalOf } from './learner.js';
import { type Outcome, outcomeOf } from './outcome.js';
import type { PairedReport } from './paired-score.js';
import { REPLAYED_FORMAT, type ReplayedModelState, type Rollback } from './replayed-model-state.js';
import { sumOf, WaitingIds } from './waiting-ids.js';

/**
 * A model as a function of its events: the same events in the same order give the same bits, in a server while it answers, and in
 * a replay years later. It reads no clock: what time it is stands in the events.
 */
export class ReplayedModel {
  #champion: Learner;
  #challenger: Challenger | undefined;
  #wait: WaitSettings;
  #waiting: WaitingIds;
  #defaulted = 0;
  #sequence = 0;
  #at = 0;
  #rollbacks: readonly Rollback[] = [];

  /** @param model - that something else has trained before; it must have no row that waits. Default: a new one. */
  constructor(options: OnlineModelOptions, wait: WaitSettings, model?: OnlineModel) {
    this.#champion = model === undefined ? Learner.create(options, wait.maxPending) : new Learner(model);
    this.#wait = wait;
    this.#waiting = new WaitingIds();
  }

  /**
   * Restores it from its `state()`.
   *
   * @throws ServeError `STATE` if it is not the state of one.
   */
  static from(state: ReplayedModelState): ReplayedModel {
    const reader = REPLAYED_FORMAT.read(state);
    const model = reader.restore('model', OnlineModel.from);
    const restored = new ReplayedModel(model.options, waitOf(reader), model);
    restored.#restore(reader);
    return restored;
  }

  /** What the events are the history of. */
  get model(): OnlineModel {
    return this.#champion.model;
  }

  /** What learns beside, if anything does. */
  get challenger():
    | { readonly model: OnlineModel; readonly score: PairedReport; readonly since: number }
    | undefined {
    if (this.#challenger === undefined) return undefined;
    const { learner, score, since } = this.#challenger;
    return { model: learner.model, score, since };
  }

  /** The last event that is in it; 0 if none is. */
  get sequence(): number {
    return this.#sequence;
  }

  /** When that was. */
  get at(): number {
    return this.#at;
  }

  get wait(): WaitSettings {
    return this.#wait;
  }

  get rollbacks(): readonly Rollback[] {
    return this.#rollbacks;
  }

  /** Rows that wait for their label, and rows that were learned with the default label because theirs had not come. */
  get pending(): number {
    return this.#waiting.size;
  }

  get defaulted(): number {
    return this.#defaulted;
  }

  /** When the row that has waited longest expires; undefined if none does. */
  get nextExpiry(): number | undefined {
    const { labelWaitMs } = this.#wait;
    const oldest = this.#waiting.oldest;
    return labelWaitMs === null || oldest === undefined ? undefined : oldest.since + labelWaitMs;
  }

  get targets(): readonly string[] {
    return this.#champion.targets;
  }

  /** Predicts a row, and changes nothing. */
  predict(features: Row): Prediction {
    return this.#champion.predict(features);
  }

  /** Whether a row waits under that id. */
  isWaiting(id: string): boolean {
    return this.#waiting.get(id) !== undefined;
  }

  /** Tells what a label for an id that does not wait would do: nothing, and why. */
  closedOutcome(id: string, label: Label): Outcome {
    return outcomeOf(this.#champion.statusOf(id, label, this.#waiting.next), id);
  }

  /**
   * Takes in the next event. A rollback or a challenge is only noted here: what they need of the past is for `restoreAt`.
   *
   * @throws ServeError `STATE` if it does not follow on the last.
   */
  apply(event: ServedEvent): Outcome {
    if (event.sequence !== this.#sequence + 1)
      throw new ServeError('STATE', `the event ${event.sequence} cannot follow on ${this.#sequence}`);
    this.#sequence = event.sequence;
    this.#at = event.at;
    this.#expire(event.at);
    try {
      return this.#applied(event);
    } catch (error) {
      return { status: 'refused', ...refusalOf(error) };
    }
  }

  /** Passes over an event that a later rollback has undone, or whose effect was brought about otherwise. */
  pass({ sequence, at }: Pick<ServedEvent, 'sequence' | 'at'>): void {
    this.#sequence = sequence;
    this.#at = at;
  }

  /** Remembers where the past was left, for all who look for it later. */
  noteRollbacks(rollbacks: readonly Rollback[]): void {
    this.#rollbacks = rollbacks;
  }

  /** Lets another model learn beside from here on. */
  challenge(model: OnlineModel): void {
    this.#challenger = new Challenger(model, this.#sequence);
  }

  /** Fingerprints everything that its answers depend on. O(bytes of the state). */
  get digest(): string {
    const { rollbacks: _, sequence: __, at: ___, ...rest } = this.state();
    return digest(rest);
  }

  /** Returns everything that changes; the arrays are copies. */
  state(): ReplayedModelState {
    return {
      ...REPLAYED_FORMAT.header,
      sequence: this.#sequence,
      at: this.#at,
      rollbacks: JSON.stringify(this.#rollbacks),
      wait: JSON.stringify(this.#wait),
      waiting: this.#waiting.state(),
      defaulted: this.#defaulted,
      model: this.#champion.model.state(),
      challenger: this.#challenger?.state() ?? null,
    };
  }

  #restore(reader: StateReader): void {
    this.#sequence = reader.count('sequence');
    this.#at = reader.number('at');
    this.#rollbacks = reader.json('rollbacks') as readonly Rollback[];
    this.#waiting = new WaitingIds(reader.child('waiting'));
    this.#defaulted = reader.count('defaulted');
    if (reader.has('challenger')) this.#challenger = Challenger.from(reader.child('challenger'));
  }

  #applied(event: ServedEvent): Outcome {
    switch (event.kind) {
      case 'predict':
        return this.#predicted(event.id, event.features, event.at);
      case 'label':
        return this.#labelled(event.id, event.label);
      case 'learn':
        return event.id === undefined
          ? this.#learned(event.features, event.label)
          : this.#learnedOnce(event.id, event.features, event.label, event.at);
      case 'settings':
        this.#wait = event.wait;
        this.#expire(event.at);
        return { status: 'done' };
      case 'promotion':
        if (this.#challenger === undefined) return { status: 'refused', message: 'nothing learns beside' };
        this.#champion = this.#challenger.learner;
        this.#challenger = undefined;
        return { status: 'done' };
      default:
        return { status: 'done' };
    }
  }

  #predicted(id: string, features: Row, at: number): Outcome {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined)
      return waiting.sum === sumOf(features)
        ? { status: 'duplicate', prediction: this.#champion.predict(features), version: this.model.examples }
        : {
            status: 'conflict',
            message: `a row with other features waits under the id ${JSON.stringify(id)}`,
          };
    const before = this.#champion.statusOf(id, undefined, this.#waiting.next);
    if (before === 'labelled')
      return { status: 'conflict', message: `the id ${JSON.stringify(id)} has its label already` };
    return {
      status: 'predicted',
      prediction: this.#letWait(id, features, at),
      version: this.model.examples,
    };
  }

  #letWait(id: string, features: Row, at: number): Prediction {
    if (this.#waiting.size >= this.#wait.maxPending) this.#expireOldest();
    const place = this.#waiting.next;
    const prediction = this.#champion.wait(id, features, place);
    this.#challenger?.follow((learner) => {
      learner.wait(id, features, place);
      return undefined;
    });
    this.#waiting.add(id, at, features);
    return prediction;
  }

  #labelled(id: string, label: Label): Outcome {
    const place = this.#waiting.next;
    const result = this.#champion.label(id, label, place);
    if (result.status !== 'learned') return outcomeOf(result.status, id);
    this.#waiting.delete(id);
    const { prediction } = result;
    this.#challenger?.follow(
      (learner) => {
        const other = learner.label(id, label, place);
        return other.status === 'learned' ? other.prediction : undefined;
      },
      { prediction, label },
    );
    return result;
  }

  #learned(features: Row, label: Label): Outcome {
    const result = this.#champion.learn(features, label);
    const { prediction } = result;
    this.#challenger?.follow((learner) => learner.learn(features, label).prediction, { prediction, label });
    return { status: 'learned', ...result };
  }

  /** Predicts and learns under an id, so that asking once more changes nothing. */
  #learnedOnce(id: string, features: Row, label: Label, at: number): Outcome {
    if (this.#waiting.get(id) === undefined) {
      const before = this.#champion.statusOf(id, label, this.#waiting.next);
      if (before === 'duplicate' || before === 'conflict') return outcomeOf(before, id);
      this.#letWait(id, features, at);
    }
    return this.#labelled(id, label);
  }

  #expire(at: number): void {
    for (let due = this.nextExpiry; due !== undefined && at > due; due = this.nextExpiry)
      this.#expireOldest();
  }

  #expireOldest(): void {
    const { id, place } = this.#waiting.oldest!;
    const { labelDefault } = this.#wait;
    if (labelDefault !== null) {
      try {
        if (this.#labelled(id, labelDefault).status === 'learned') this.#defaulted += 1;
      } catch (error) {
        refusalOf(error);
      }
    }
    this.#waiting.delete(id);
    this.#champion.expireUntil(place);
    this.#challenger?.learner.expireUntil(place);
  }
}

function waitOf(reader: StateReader): WaitSettings {
  const wait = reader.json('wait') as WaitSettings | null;
  if (typeof wait !== 'object' || wait === null) throw reader.error('wait', 'settings as JSON');
  return wait;
}
