import type { OnlineModelOptions, Prediction } from '@graph/online';
import { ServeError } from '../errors.js';
import { asWritten } from '../log/as-written.js';
import type { EventBody, ServedEvent } from '../log/event.js';
import { type Outcome, outcomeOf } from '../replay/outcome.js';
import type { ReplayedModel } from '../replay/replayed-model.js';
import { type Past, restoreAt, upTo } from '../replay/restore-at.js';
import type { Answered, DropAnswer, IdAnswer, LearnAnswer, PredictAnswer, ServedReport } from './answers.js';
import { Checkpoints } from './checkpoints.js';
import { CommitQueue } from './commit-queue.js';
import { expectedError } from './expected-error.js';
import { dropAnswer, idAnswer } from './id-answer.js';
import { IdsInFlight } from './ids-in-flight.js';
import { learnAnswer } from './learn-answer.js';
import { LooseQueue } from './loose-queue.js';
import { MeanError } from './mean-error.js';
import { predictAnswer } from './predict-answer.js';
import { refusedRow } from './refusal.js';
import { reportOf } from './report-of.js';
import type { LearnRequest, PredictRequest } from './requests.js';
import {
  checkGiven,
  isMadeWith,
  type ServedModelOptions,
  type ServedModelSettings,
  servedModelSettings,
  waitSettings,
} from './served-model-options.js';
import { start } from './start.js';

/** What an event did, and which one it was. */
type Applied = Outcome & { readonly sequence: number };

/**
 * A model that answers while it learns, and whose every event is durable before it counts: validate, append to the log, after
 * the commit apply in sequence, answer. What it is follows from its events, so that a replay gives the same digest.
 *
 * @example
 * ```ts
 * const served = await ServedModel.open({ model: { target: 'fraud' }, log: new MemoryEventLog(), now: Date.now });
 * await served.predict({ id: 'order-17', features: { amount: 80 } });
 * await served.learn({ id: 'order-17', label: true });
 * ```
 */
export class ServedModel {
  readonly #options: ServedModelOptions;
  readonly #settings: ServedModelSettings;
  readonly #past: Past;
  readonly #checkpoints: Checkpoints;
  readonly #queue: CommitQueue<Applied> | LooseQueue<Applied>;
  readonly #ids: IdsInFlight = new IdsInFlight();
  #state: ReplayedModel;
  /** Is about to learn beside. */
  #challenger: ReplayedModel | undefined;
  #isClosed = false;
  readonly #meanError: MeanError = new MeanError();
  /** What is said of whether an event is durable. */
  readonly #durable: { readonly durable?: false };

  private constructor(options: ServedModelOptions, settings: ServedModelSettings, state: ReplayedModel) {
    this.#options = options;
    this.#settings = settings;
    this.#past = options;
    this.#state = state;
    this.#checkpoints = new Checkpoints(options, settings, () => this.#queue.flush());
    const common = {
      log: options.log,
      maxInFlight: settings.maxInFlight,
      now: () => this.#now(),
      apply: (event: ServedEvent) => this.#apply(event),
      onGroup: () => this.#checkpoints.saveIfDue(this.#state),
    };
    const { durability: when } = settings;
    this.#durable = when === 'commit' ? {} : { durable: false };
    this.#queue = when === 'commit' ? new CommitQueue(common) : new LooseQueue(common, when.everyMs);
  }

  /**
   * Opens a model: restored from its newest whole checkpoint and the events behind it, or a new one.
   *
   * @throws ServeError `OPTION`; `LOG_LOST` or `LOG_DAMAGED` where the past cannot be told.
   */
  static async open(options: ServedModelOptions): Promise<ServedModel> {
    const settings = servedModelSettings(options);
    const { log, checkpoints, base, model } = options;
    await start(options, settings);
    const state = await restoreAt({ log, checkpoints, base });
    if (model !== undefined) checkGiven(model, state.model);
    const served = new ServedModel(options, settings, state);
    await served.#followSettings();
    return served;
  }

  /** Predicts a row. Without an id nothing changes. */
  async predict({ id, features }: PredictRequest): Promise<Answered<PredictAnswer>> {
    this.#check(id !== undefined);
    if (id === undefined) {
      try {
        const prediction = this.#state.predict(features);
        const version = this.#state.model.examples;
        return { answer: { ...prediction, expectedError: this.#errorOf(prediction), version } };
      } catch (error) {
        return { refusal: refusedRow(error) };
      }
    }
    const outcome = await this.#push({ kind: 'predict', id, features }, id);
    return predictAnswer(outcome, id, (prediction) => this.#errorOf(prediction), this.#durable);
  }

  /** Learns from a row, or from the label of one that waits. */
  async learn(request: LearnRequest): Promise<Answered<LearnAnswer>> {
    this.#check(true);
    const { id, label, features } = request;
    if (features === undefined && id !== undefined) {
      // What changes nothing need not be written down, unless something about that id is being written right now.
      if (this.#state.waitingSince(id) === undefined && !this.#ids.has(id))
        return this.#learned(this.#state.closedOutcome(id, label), id);
      return this.#learned(await this.#push({ kind: 'label', id, label }, id), id);
    }
    const own = id === undefined ? {} : { id };
    const body: EventBody = { kind: 'learn', features: features!, label, ...own };
    return this.#learned(await this.#push(body, id), id ?? '');
  }

  /** Tells what became of an id. */
  statusOf(id: string): Answered<IdAnswer> {
    return idAnswer(this.#state, id);
  }

  /** Forgets the row of an id: nobody will bring its label, and the default is not learned either. */
  async drop(id: string): Promise<Answered<DropAnswer>> {
    this.#check(true);
    const { sequence } = this.#state;
    const isOpen = this.#state.waitingSince(id) !== undefined || this.#ids.has(id);
    const outcome = isOpen
      ? await this.#push({ kind: 'drop', id }, id)
      : { ...outcomeOf(this.#state.statusOf(id).status, id), sequence };
    return dropAnswer(outcome, id, this.#durable);
  }

  /** Lets expire what has waited too long. Call it from time to time: without it rows expire when the next event comes. */
  async expire(): Promise<void> {
    const due = this.#state.nextExpiry;
    if (due === undefined || this.#now() <= due || this.#settings.readOnly) return;
    await this.#push({ kind: 'expiry' });
  }

  /**
   * Lets a model with other options learn beside. It has learned from all events so far. Where one with these options does
   * already, nothing changes.
   *
   * @param begun - what it has learned from some of them already, as `restoreAt` of the same log with these options gives it.
   */
  async challenge(options: OnlineModelOptions, begun?: ReplayedModel): Promise<void> {
    this.#check(true);
    const { challenger: before } = this.#state;
    if (before !== undefined && isMadeWith(options, before.model)) return;
    await this.#queue.flush();
    const first = await upTo(this.#past, { options }, begun);
    // What has come since then is little; and the rest is taken in when its turn comes, while others wait for it.
    this.#challenger = await upTo(this.#past, { options }, first);
    await this.#push({ kind: 'challenge', options });
    await this.#mark();
  }

  /** Lets the challenger answer from now on; the model that answered is gone. */
  async promote(): Promise<void> {
    this.#check(true);
    const outcome = await this.#push({ kind: 'promotion' });
    if (outcome.status === 'refused') throw new ServeError('REQUEST', outcome.message);
    await this.#mark();
  }

  /**
   * Makes the model again what it was after an event. The events since stay in the log.
   *
   * @throws ServeError `REQUEST` if there is no such event; `LOG_LOST` if it is too long ago.
   */
  async rollback(to: number): Promise<void> {
    this.#check(true);
    if (!Number.isSafeInteger(to) || to < 1 || to > this.#options.log.last)
      throw new ServeError('REQUEST', `the event ${to} is wanted, and the last is ${this.#options.log.last}`);
    // What cannot be restored must not be written down as restored.
    await restoreAt(this.#past, { until: to });
    await this.#push({ kind: 'rollback', to });
    await this.#mark();
  }

  /** Saves the state; settles when it is durable. */
  async checkpoint(): Promise<{ readonly sequence: number; readonly digest: string }> {
    this.#check(true);
    return this.#checkpoints.save(this.#state);
  }

  get sequence(): number {
    return this.#state.sequence;
  }

  /** Names what it predicts. */
  get targets(): readonly string[] {
    return this.#state.targets;
  }

  /** Whether it takes in events: false while the log fails, and after `close`. */
  get isReady(): boolean {
    return !this.#isClosed && !this.#queue.isFailing;
  }

  /** Whether no further event is taken in now: it would be refused as `BUSY`. */
  get isFull(): boolean {
    return this.#queue.isFull;
  }

  /** Settles when there may be room for a further event. */
  room(): Promise<void> {
    return this.#queue.room();
  }

  /** Fingerprints the state: the same as that of a replay of the same events. O(bytes of the state). */
  get digest(): string {
    return this.#state.digest;
  }

  /** Tells how it is doing. */
  report(): ServedReport {
    return reportOf(this.#state, this.#options.log, this.#queue, this.#checkpoints);
  }

  /** Takes nothing more in, makes durable what waits, saves a checkpoint, and releases the log and the checkpoints. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#queue.idle();
    await this.#checkpoints.close(this.#state).finally(() => this.#options.log.close());
  }

  /** Saves what would take long to restore, where there is a store. */
  async #mark(): Promise<void> {
    if (this.#options.checkpoints !== undefined) await this.checkpoint();
  }

  /** Writes down how long rows wait, where that is not what it was. */
  async #followSettings(): Promise<void> {
    if (this.#settings.readOnly) return;
    const wait = waitSettings(this.#settings, this.#state.wait);
    if (JSON.stringify(wait) !== JSON.stringify(this.#state.wait))
      await this.#push({ kind: 'settings', wait });
  }

  #push(body: EventBody, id?: string): Promise<Applied> {
    return this.#ids.during(id, this.#queue.push(asWritten(body)));
  }

  #apply(event: ServedEvent): Applied | Promise<Applied> {
    if (event.kind === 'rollback') return this.#rolledBack(event.to, event);
    if (event.kind === 'challenge') return this.#challenged(event.options, event);
    // A new object for each outcome, but one: this is done for every row.
    return Object.assign(this.#state.apply(event), { sequence: event.sequence });
  }

  async #rolledBack(to: number, event: ServedEvent): Promise<Applied> {
    const state = await restoreAt(this.#past, { until: to });
    state.noteRollbacks([...this.#state.rollbacks, [event.sequence, to]]);
    state.pass(event);
    this.#state = state;
    return { status: 'done', sequence: event.sequence };
  }

  async #challenged(options: OnlineModelOptions, event: ServedEvent): Promise<Applied> {
    await this.#queue.flush();
    const until = event.sequence - 1;
    const challenger = await upTo(this.#past, { until, options }, this.#challenger);
    this.#challenger = undefined;
    this.#state.challenge(challenger.model);
    return { ...this.#state.apply(event), sequence: event.sequence };
  }

  #check(isChange: boolean): void {
    if (this.#isClosed) throw new ServeError('CLOSED', 'the model is closed');
    if (isChange && this.#settings.readOnly)
      throw new ServeError(
        'READ_ONLY',
        'the model was opened for reading: it predicts rows without an id, and learns nothing',
      );
  }

  /** The server's clock, which never goes back. */
  #now(): number {
    return Math.max(Math.trunc(this.#options.now()), this.#state.at);
  }

  #errorOf(prediction: Prediction): number | null {
    return expectedError(prediction, () => this.#meanError.of(this.#state.model));
  }

  #learned(outcome: Outcome & { readonly sequence?: number }, id: string): Answered<LearnAnswer> {
    return learnAnswer({ sequence: this.#state.sequence, ...outcome }, id, this.#durable);
  }
}
