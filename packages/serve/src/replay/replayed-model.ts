import { digest } from '@graph/checkpoint';
import type { StateReader } from '@graph/core';
import {
  type IdStatus,
  OnlineModel,
  type OnlineModelOptions,
  type OnlineModelState,
  type Prediction,
  type Row,
} from '@graph/online';
import { ServeError } from '../errors.js';
import type { Label, ServedEvent, WaitSettings } from '../log/event.js';
import { Challenger } from './challenger.js';
import { ColumnNames } from './column-names.js';
import { Contest } from './contest.js';
import { Learner, refusalOf } from './learner.js';
import { type Outcome, outcomeOf } from './outcome.js';
import type { PairedReport } from './paired-score.js';
import { REPLAYED_FORMAT, type ReplayedModelState, type Rollback, waitOf } from './replayed-model-state.js';
import { sumOf, WaitingIds } from './waiting-ids.js';

/**
 * A model as a function of its events: the same events in the same order give the same bits, in a server while it answers, and in
 * a replay years later. It reads no clock: what time it is stands in the events.
 */
export class ReplayedModel {
  readonly #contest: Contest;
  #columns: ColumnNames;
  #wait: WaitSettings;
  #waiting: WaitingIds;
  #defaulted = 0;
  #sequence = 0;
  #at = 0;
  #rollbacks: readonly Rollback[] = [];

  /** @param base - a model that something else has trained before; it must have no row that waits. Default: a new one. */
  constructor(options: OnlineModelOptions, wait: WaitSettings, base?: OnlineModelState) {
    this.#contest = new Contest(
      base === undefined ? Learner.create(options, wait.maxPending) : Learner.adopt(base, wait.maxPending),
    );
    this.#columns = base === undefined ? new ColumnNames() : ColumnNames.of(base);
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
    const restored = new ReplayedModel(model.options, waitOf(reader));
    restored.#restore(reader, model);
    return restored;
  }

  /** What the events are the history of. */
  get model(): OnlineModel {
    return this.#contest.champion.model;
  }

  /** What learns beside, if anything does. */
  get challenger():
    | { readonly model: OnlineModel; readonly score: PairedReport; readonly since: number }
    | undefined {
    const { challenger } = this.#contest;
    if (challenger === undefined) return undefined;
    const { learner, score, since } = challenger;
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
    return this.#contest.champion.targets;
  }

  /** Predicts a row, and changes nothing. */
  predict(features: Row): Prediction {
    return this.#contest.champion.predict(features);
  }

  /** Since when a row waits under that id; undefined if none does. */
  waitingSince(id: string): number | undefined {
    return this.#waiting.get(id)?.since;
  }

  /** Tells what became of an id. */
  statusOf(id: string): IdStatus {
    return this.model.statusOf(id);
  }

  /** Tells what a label for an id that does not wait would do: nothing, and why. */
  closedOutcome(id: string, label: Label): Outcome {
    return outcomeOf(this.#contest.champion.statusOf(id, label), id);
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
    this.#contest.challenge(model, this.#sequence);
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
      columns: this.#columns.state(),
      model: this.model.state(),
      challenger: this.#contest.challenger?.state() ?? null,
    };
  }

  #restore(reader: StateReader, model: OnlineModel): void {
    this.#contest.champion = new Learner(model);
    this.#sequence = reader.count('sequence');
    this.#at = reader.number('at');
    this.#rollbacks = reader.json('rollbacks') as readonly Rollback[];
    this.#waiting = new WaitingIds(reader.child('waiting'));
    this.#columns = ColumnNames.from(reader.child('columns'));
    this.#defaulted = reader.count('defaulted');
    if (reader.has('challenger')) this.#contest.challenger = Challenger.from(reader.child('challenger'));
  }

  #applied(event: ServedEvent): Outcome {
    switch (event.kind) {
      case 'predict':
        return this.#withRow(event.features, () => this.#predicted(event.id, event.features, event.at));
      case 'label':
        return this.#labelled(event.id, event.label);
      case 'learn':
        return this.#withRow(event.features, () =>
          event.id === undefined
            ? this.#contest.learn(event.features, event.label)
            : this.#learnedOnce(event.id, event.features, event.label, event.at),
        );
      case 'drop':
        return this.#dropped(event.id);
      case 'settings':
        this.#wait = event.wait;
        this.#expire(event.at);
        return { status: 'done' };
      case 'promotion':
        return this.#contest.promote()
          ? { status: 'done' }
          : { status: 'refused', message: 'nothing learns beside' };
      default:
        return { status: 'done' };
    }
  }

  /** Takes in a row, unless it brings too many columns. */
  #withRow(features: Row, run: () => Outcome): Outcome {
    const message = this.#columns.refusal(features, this.#wait.maxColumns);
    if (message !== undefined) return { status: 'refused', message };
    const outcome = run();
    if (outcome.status === 'predicted' || outcome.status === 'learned') this.#columns.add(features);
    return outcome;
  }

  #predicted(id: string, features: Row, at: number): Outcome {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined)
      return waiting.sum === sumOf(features)
        ? { status: 'duplicate', prediction: this.predict(features), version: this.model.examples }
        : {
            status: 'conflict',
            message: `a row with other features waits under the id ${JSON.stringify(id)}`,
          };
    const { status } = this.statusOf(id);
    if (status === 'labelled') return outcomeOf(status, id);
    return this.#letWait(id, features, at);
  }

  #letWait(id: string, features: Row, at: number): Outcome {
    if (this.#waiting.size >= this.#wait.maxPending) this.#expireOldest();
    const outcome = this.#contest.wait(id, features, this.#waiting.next);
    this.#waiting.add(id, at, features);
    return outcome;
  }

  #labelled(id: string, label: Label): Outcome {
    const outcome = this.#contest.label(id, label, this.#waiting.next);
    if (outcome.status === 'learned') this.#waiting.delete(id);
    return outcome;
  }

  /** Predicts and learns under an id, so that asking once more changes nothing. */
  #learnedOnce(id: string, features: Row, label: Label, at: number): Outcome {
    if (this.#waiting.get(id) === undefined) {
      const before = this.#contest.champion.statusOf(id, label);
      if (before === 'duplicate' || before === 'conflict') return outcomeOf(before, id);
      this.#letWait(id, features, at);
    }
    return this.#labelled(id, label);
  }

  /** Forgets a row that waits: it is not learned, not even with the default label. */
  #dropped(id: string): Outcome {
    if (this.#waiting.get(id) === undefined) return outcomeOf(this.statusOf(id).status, id);
    this.#waiting.delete(id);
    this.#contest.drop(id);
    return { status: 'dropped' };
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
    this.#contest.expireUntil(place);
  }
}
