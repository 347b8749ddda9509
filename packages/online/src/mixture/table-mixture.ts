import { StateFormat, StateReader, type StateTree } from '@graph/core';
import type { Loss } from '@graph/learner';
import type { RawRows } from '@graph/stream';
import { OnlineError } from '../errors.js';
import { EXPERTS, type Expert } from '../experts/expert.js';
import { makeExperts } from '../experts/make-experts.js';
import { NetworkExpert } from '../experts/network-expert.js';
import { type NetworkWork, readWork } from '../experts/network-work.js';
import type { Outputs } from '../experts/outputs.js';
import { CurrentFeatures } from '../features/current-features.js';
import { EncodedRows, type RememberedRows } from '../features/encoded-rows.js';
import { LabelLags } from '../features/label-lags.js';
import { RowFeatures } from '../features/row-features.js';
import type { AnsweredRows } from '../rows/answered-rows.js';
import type { TableWords } from '../table/table-codec.js';
import type { ExpertReport } from './expert-report.js';
import { FROZEN, type MixtureSettings } from './mixture-settings.js';
import { TargetMixer } from './target-mixer.js';

/** Rows after which the networks are told how hard to work. */
const WORK_EVERY = 32;

const FORMAT = new StateFormat('table-mixture', 1, OnlineError);

/**
 * Predicts the rows of a table with several experts, that differ in what they assume of the world, and mixes what they say
 * by how well each has done: never much worse than the best of them, nor than guesses that need no model.
 */
export class TableMixture {
  readonly #words: TableWords;
  readonly #seed: number;
  readonly #effort: number;
  readonly #features: RowFeatures;
  readonly #rows: EncodedRows;
  readonly #lags: LabelLags;
  readonly #experts: readonly Expert[];
  readonly #mixers: readonly TargetMixer[];
  readonly #done: NetworkWork;
  readonly #outputs: Outputs & { width: number };
  readonly #current: CurrentFeatures;
  /** `[experts, width]`, of the row that was looked at last. */
  #answers: Float64Array;
  /** The same of the row that is learned, from when it was predicted. */
  #said: Float64Array;
  #view: Float64Array = new Float64Array(0);
  /** The mixture's answer to one row. */
  #answer: Float64Array = new Float64Array(0);
  readonly #targets: Float64Array;
  /** Rows learned so far. */
  #learned: number;

  /** @param state - of an earlier one with the same words and settings. */
  constructor(words: TableWords, settings: MixtureSettings, state?: StateTree) {
    const reader = state === undefined ? undefined : FORMAT.read(state);
    const { targets } = words.schema;
    const { task } = targets[0]!;
    this.#words = words;
    // Which pairs are hashed depends on it, in a model that is frozen too.
    this.#seed = reader?.number('seed') ?? settings.seed;
    this.#features = new RowFeatures(words, settings.seed, reader?.child('features'));
    this.#current = new CurrentFeatures(this.#features, this.#seed);
    this.#rows = new EncodedRows(this.#features, settings.capacity, targets.length);
    this.#lags = new LabelLags(task, targets.length, reader?.child('lags'));
    const width = reader?.count('width') ?? this.#wantedWidth();
    this.#outputs = { task, targets: targets.length, width };
    this.#done = readWork(reader?.child('work'));
    const parts = { features: this.#features, outputs: this.#outputs, rows: this.#rows, work: this.#done };
    this.#experts = makeExperts(parts, settings, reader?.child('experts'));
    const mixers = reader?.trees('mixers', targets.length);
    this.#mixers = targets.map(
      (_, at) =>
        new TargetMixer(
          task,
          mixers === undefined ? undefined : new StateReader(mixers[at]!, 'the mixers', OnlineError),
        ),
    );
    this.#targets = new Float64Array(targets.length);
    this.#learned = reader?.count('learned') ?? 0;
    this.#effort = settings.effort;
    this.#answers = new Float64Array(this.#experts.length * width);
    this.#said = new Float64Array(this.#answers.length);
  }

  /** Restores one that predicts, and is not taught any more: of the memory it needs nothing. */
  static frozen(words: TableWords, loss: Loss, state: StateTree): TableMixture {
    return new TableMixture(words, { ...FROZEN, loss }, state);
  }

  /** Answers to a row: a number or a probability of yes for each target, or a probability for each class. */
  get width(): number {
    return this.#outputs.width;
  }

  /** Raw values of the labels that a row sees. */
  get lagWidth(): number {
    return this.#features.lagWidth;
  }

  /** The labels that the row saw that was looked at last; valid until the next one. */
  get lags(): Float32Array {
    return this.#current.row.lags;
  }

  /** What its networks have done so far; it changes while they learn. */
  get work(): Readonly<NetworkWork> {
    return this.#done;
  }

  /** The network that remembers longest: it may grow and be pruned. */
  get network(): NetworkExpert['network'] {
    return (this.#experts[EXPERTS.indexOf('network')] as NetworkExpert).network;
  }

  /** Rehearses remembered rows alone, with the network that remembers longest. */
  consolidate(steps: number): void {
    (this.#experts[EXPERTS.indexOf('network')] as NetworkExpert).rehearse(steps);
  }

  /** Takes in what is remembered already. */
  attach(memory: RememberedRows): void {
    this.#rows.read(memory);
  }

  /**
   * Predicts a row that comes now: numbers in the user's unit, or probabilities.
   *
   * @param out - gets `width` of them, from `offset` on.
   * @param isFrozen - whether no label will tell how good the answer was, so that weights that last are wanted.
   */
  answer(rows: RawRows, row: number, out: Float64Array, offset: number, isFrozen = false): void {
    this.#look(rows, row, this.#lags.values, 0);
    for (const [at, mixer] of this.#mixers.entries())
      mixer.mix(this.#answers, this.width, at, isFrozen, out, offset + at);
  }

  /** Predicts all rows, and keeps with each what `learn` will need. Before the first label of a number there is nothing to say. */
  answerAll(rows: AnsweredRows): void {
    if (this.#answer.length !== this.width) this.#answer = new Float64Array(this.width);
    for (let row = 0; row < rows.rows.size; row += 1) {
      this.answer(rows.rows, row, this.#answer, 0);
      rows.answer(row, this.#answer, 0, this.#hasAnswer ? this.width : 0);
      // What was said then says nothing of the experts: they are asked again when the label has come.
      if (this.#hasAnswer) rows.views.set(row, this.view, 0, this.#view.length);
      else rows.views.set(row, this.#current.row.lags, 0, this.lagWidth);
    }
  }

  /**
   * What it looked at when it answered the last row, and what its experts said: to be kept with the row and given to `learn` when its label
   * has come. Valid until the next call.
   */
  get view(): Float64Array {
    const { lags } = this.#current.row;
    if (this.#view.length !== lags.length + this.#answers.length)
      this.#view = new Float64Array(lags.length + this.#answers.length);
    this.#view.set(lags);
    this.#view.set(this.#answers, lags.length);
    return this.#view;
  }

  /**
   * Learns from a row whose label has come: the weights from what the experts said of it when it was predicted, and the experts as if
   * it were predicted now.
   *
   * @param view - `viewWidth` values from `viewFrom` on; with a width of 0 the row was not predicted, and is now.
   * @param delay - rows that came between its prediction and its label.
   * @returns its loss before it was learned: log loss, or squared error in the target's variance; of several targets the mean.
   */
  learn(
    rows: RawRows,
    row: number,
    view: Float64Array,
    viewFrom: number,
    viewWidth: number,
    delay: number,
  ): number {
    const targets = this.#targets;
    for (let at = 0; at < targets.length; at += 1) {
      const value = rows.targets.data[row * targets.length + at]!;
      targets[at] = this.#outputs.task === 'regression' ? this.#features.fromRaw(value, at) : value;
    }
    const { lagWidth } = this;
    if (viewWidth < lagWidth) this.#look(rows, row, this.#lags.values, 0);
    else this.#look(rows, row, view, viewFrom);
    // Where classes have appeared since, what was said then is of another width.
    const isSaid = viewWidth === lagWidth + this.#answers.length;
    if (isSaid)
      for (let at = 0; at < this.#said.length; at += 1) this.#said[at] = view[viewFrom + lagWidth + at]!;
    const loss = this.#hasAnswer ? this.#updateWeights(isSaid ? this.#said : this.#answers, delay) : 0;
    if (this.#learned % WORK_EVERY === 0) this.#work();
    this.#learned += 1;
    for (const expert of this.#experts) expert.learn(this.#current.row, targets);
    this.#rows.add(rows, row, this.#current.row.lags, this.#current.row.inputs);
    this.#lags.update(targets, 0);
    this.#current.outdate();
    if (this.#features.update(rows, row)) this.#refresh();
    return loss;
  }

  /**
   * Takes in a row that is not to be learned: it is remembered, in case it proves usual, and its inputs are known from now on.
   *
   * @param view - as `learn` takes it.
   */
  skip(rows: RawRows, row: number, view: Float64Array, viewFrom: number, viewWidth: number): void {
    if (viewWidth < this.lagWidth) this.#current.look(rows, row, this.#lags.values, 0);
    else this.#current.look(rows, row, view, viewFrom);
    this.#rows.add(rows, row, this.#current.row.lags, this.#current.row.inputs);
    this.#current.outdate();
    if (this.#features.update(rows, row)) this.#refresh();
  }

  /** Counts on from what an earlier one has done. */
  continueWork(work: Readonly<NetworkWork>): void {
    Object.assign(this.#done, work);
  }

  /** Whether there is anything to say: before its first label a number has no scale. */
  get #hasAnswer(): boolean {
    return this.#learned > 0 || this.#outputs.task !== 'regression';
  }

  /** Lets the weights learn from what the experts said; returns the mean loss of the targets. */
  #updateWeights(said: Float64Array, delay: number): number {
    const targets = this.#targets;
    let loss = 0;
    for (const [at, mixer] of this.#mixers.entries()) {
      const own = mixer.update(said, this.width, at, targets[at]!, delay + 1);
      loss += this.#outputs.task === 'regression' ? this.#features.inVariances(own, at) : own;
    }
    return loss / targets.length;
  }

  /** Follows columns that were appended and classes that were met, in the rows of the memory too where they get wider. */
  grow(memory: RememberedRows): void {
    const { width } = this.#features;
    this.#features.grow();
    this.#current.grow();
    this.#outputs.width = this.#wantedWidth();
    if (this.#features.width !== width) this.#rows.read(memory);
    for (const expert of this.#experts) expert.grow();
    this.#answers = new Float64Array(this.#experts.length * this.width);
    this.#said = new Float64Array(this.#answers.length);
    this.#current.outdate();
  }

  /** Whether columns or classes have appeared that it has no room for. */
  get isOutgrown(): boolean {
    return this.#wantedWidth() > this.width;
  }

  /** How much each expert counts now, of the first target, and how good it was on its own: mean log loss or absolute error. */
  report(): readonly ExpertReport[] {
    const { shares, losses } = this.#mixers[0]!;
    return EXPERTS.map((name, at) => ({
      name,
      weight: shares[at]!,
      loss: Number.isNaN(losses[at]) ? null : losses[at]!,
    }));
  }

  state(): StateTree {
    return {
      ...FORMAT.header,
      seed: this.#seed,
      width: this.width,
      features: this.#features.state(),
      lags: this.#lags.state(),
      learned: this.#learned,
      work: { ...this.#done },
      experts: Object.fromEntries(this.#experts.map((expert) => [expert.name, expert.state()])),
      mixers: this.#mixers.map((mixer) => mixer.state()),
    };
  }

  /** Lets each network work as hard as it is worth. */
  #work(): void {
    const [{ worth, shares }] = this.#mixers as [TargetMixer];
    for (const [at, expert] of this.#experts.entries())
      if (expert instanceof NetworkExpert) expert.work(this.#effort, worth.isWorth, shares[at]!);
  }

  #wantedWidth(): number {
    const { schema, classCount } = this.#words;
    return schema.targets[0]!.task === 'class' ? Math.max(2, classCount) : schema.targets.length;
  }

  /** Looks at a row and asks all experts, unless that has just been done. */
  #look(rows: RawRows, row: number, lags: Float32Array | Float64Array, lagsFrom: number): void {
    if (!this.#current.look(rows, row, lags, lagsFrom)) return;
    for (let at = 0; at < this.#experts.length; at += 1)
      this.#experts[at]!.predict(this.#current.row, this.#answers, at * this.width);
  }

  #refresh(): void {
    const rescaling = this.#features.refresh();
    for (const expert of this.#experts) expert.rescale?.(rescaling);
    this.#rows.encode();
  }
}
