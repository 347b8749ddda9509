import type { OnlineModelOptions, Prediction } from '@graph/online';
import { ServeError } from '../errors.js';
import type { EventBody, ServedEvent } from '../log/event.js';
import type { Outcome } from '../replay/outcome.js';
import type { ReplayedModel } from '../replay/replayed-model.js';
import { catchUp, type Past, restoreAt } from '../replay/restore-at.js';
import type { Answered, LearnAnswer, PredictAnswer, ServedReport } from './answers.js';
import { Checkpoints } from './checkpoints.js';
import { CommitQueue } from './commit-queue.js';
import { expectedError } from './expected-error.js';
import { IdsInFlight } from './ids-in-flight.js';
import { LooseQueue } from './loose-queue.js';
import { MeanError } from './mean-error.js';
import { refusalOf, refusedRow } from './refusal.js';
import { reportOf } from './report-of.js';
import type { LearnRequest, PredictRequest } from './requests.js';
import {
  contradictions,
  isMadeWith,
  type ServedModelOptions,
  type ServedModelSettings,
  servedModelSettings,
  waitSettings,
} from './served-model-options.js';
import { startOf } from './start-of.js';

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

  private constructor(options: ServedModelOptions, settings: ServedModelSettings, state: ReplayedModel) {
    this.#options = options;
    this.#settings = settings;
    const { log, checkpoints, base } = options;
    this.#past = { log, checkpoints, base };
    this.#state = state;
    this.#checkpoints = new Checkpoints(options, settings, () => this.#queue.flush());
    const common = {
      log,
      maxInFlight: settings.maxInFlight,
      now: () => this.#now(),
      apply: (event: ServedEvent) => this.#apply(event),
      onGroup: () => this.#checkpoints.saveIfDue(this.#state),
    };
    const { durability: when } = settings;
    this.#queue = when === 'commit' ? new CommitQueue(common) : new LooseQueue(common, when.everyMs);
  }

  /**
   * Opens a model: restored from its newest whole checkpoint and the events behind it, or a new one.
   *
   * @throws ServeError `OPTION`; `LOG_LOST` or `LOG_DAMAGED` where the past cannot be told.
   */
  static async open(options: ServedModelOptions): Promise<ServedModel> {
    const settings = servedModelSettings(options);
    const { log, checkpoints, base, model, now } = options;
    if (log.last === 0) {
      if (model === undefined && base === undefined)
        throw new ServeError('OPTION', 'model is missing, wanted { target: the column to predict }');
      if (settings.readOnly) throw new ServeError('OPTION', 'there is nothing to read yet: the log is empty');
      await log.append([{ sequence: 1, at: Math.trunc(now()), ...(await startOf(options, settings)) }]);
    }
    const state = await restoreAt({ log, checkpoints, base });
    if (model !== undefined) {
      const { labelWait: _, maxPending: __, ...given } = model;
      const others = contradictions(given, state.model);
      if (others.length > 0)
        throw new ServeError('OPTION', `${others.join('; ')}: leave it out, or replay the log with it`);
    }
    const served = new ServedModel(options, settings, state);
    await served.#followSettings();
    return served;
  }

  /** Predicts a row. Without an id nothing changes. */
  async predict({ id, features }: PredictRequest): Promise<Answered<PredictAnswer>> {
    this.#check(id !== undefined);
    if (id === undefined) {
      try {
        return { answer: this.#predicted(this.#state.predict(features), this.#state.model.examples) };
      } catch (error) {
        return { refusal: refusedRow(error) };
      }
    }
    const outcome = await this.#push({ kind: 'predict', id, features }, id);
    if (outcome.status === 'predicted' || outcome.status === 'duplicate') {
      const isDuplicate = outcome.status === 'duplicate';
      const answer = this.#predicted(outcome.prediction ?? { value: null }, outcome.version ?? 0);
      return { answer: { id, ...answer, ...(isDuplicate ? { duplicate: true } : {}), ...this.#durable() } };
    }
    return { refusal: refusalOf(outcome, id) };
  }

  /** Learns from a row, or from the label of one that waits. */
  async learn(request: LearnRequest): Promise<Answered<LearnAnswer>> {
    this.#check(true);
    const { id, label, features } = request;
    if (features === undefined && id !== undefined) {
      // What changes nothing need not be written down, unless something about that id is being written right now.
      if (!this.#state.isWaiting(id) && !this.#ids.has(id))
        return this.#learned(this.#state.closedOutcome(id, label), id);
      return this.#learned(await this.#push({ kind: 'label', id, label }, id), id);
    }
    const own = id === undefined ? {} : { id };
    const body: EventBody = { kind: 'learn', features: features!, label, ...own };
    return this.#learned(await this.#push(body, id), id ?? '');
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
    const until = this.#options.log.last;
    const challenger = begun ?? (await restoreAt(this.#past, { until, options }));
    // What has come since is taken in when its turn comes, and until then others wait for it.
    await catchUp(this.#past, challenger, this.#options.log.last);
    this.#challenger = challenger;
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
    await this.#checkpoints.close(this.#state);
    await this.#options.log.close();
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
    return this.#ids.during(id, this.#queue.push(body));
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
    const begun = this.#challenger;
    const isReady = begun !== undefined && (await catchUp(this.#past, begun, until));
    const challenger = isReady ? begun : await restoreAt(this.#past, { until, options });
    this.#challenger = undefined;
    this.#state.challenge(challenger.model);
    return { ...this.#state.apply(event), sequence: event.sequence };
  }

  #check(isChange: boolean): void {
    if (this.#isClosed) throw new ServeError('CLOSED', 'the model is closed');
    if (isChange && this.#settings.readOnly)
      throw new ServeError('CLOSED', 'the model was opened for reading: it answers, and learns nothing');
  }

  /** The server's clock, which never goes back. */
  #now(): number {
    return Math.max(Math.trunc(this.#options.now()), this.#state.at);
  }

  #predicted(prediction: Prediction, version: number): PredictAnswer {
    const error = expectedError(prediction, () => this.#meanError.of(this.#state.model));
    return { ...prediction, expectedError: error, version };
  }

  #learned(outcome: Outcome & { readonly sequence?: number }, id: string): Answered<LearnAnswer> {
    const { status } = outcome;
    const sequence = outcome.sequence ?? this.#state.sequence;
    if (status === 'duplicate') return { answer: { status, sequence } };
    if (status !== 'learned') return { refusal: refusalOf(outcome, id) };
    const { prediction, loss, drift } = outcome;
    return { answer: { status, sequence, prediction, loss, drift, ...this.#durable() } };
  }

  #durable(): { readonly durable?: false } {
    return this.#settings.durability === 'commit' ? {} : { durable: false };
  }
}
