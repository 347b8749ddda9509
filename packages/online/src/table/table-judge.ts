import type { StateReader, StateTree } from '@graph/core';
import type { TargetSchema, Task } from '@graph/stream';
import type { AnsweredRows } from '../rows/answered-rows.js';
import { GuardedScore } from '../score/guarded-score.js';
import type { ReplaySettings } from '../session/learning-settings.js';
import type { StreamMetrics, StreamProgress } from '../session/reports.js';
import type { RowMemory } from '../session/row-memory.js';
import { bestOf, meanClassNumber } from './answers.js';
import { classNumber } from './class-number.js';
import { DriftResponse, type OnDrift } from './drift-response.js';
import type { TableCodec } from './table-codec.js';

/** What a judge needs to know of the table. */
export type JudgeSettings = {
  readonly targets: readonly TargetSchema[];
  readonly onDrift: OnDrift;
  readonly replay: ReplaySettings;
};

/** Scores what was answered, row by row before it is learned from, and looks whether the world has changed. */
export class TableJudge {
  readonly #codec: TableCodec;
  readonly #task: Task;
  readonly #targetCount: number;
  readonly #score: GuardedScore;
  readonly #drift: DriftResponse | undefined;

  /**
   * @param reader - of the `state()` of an earlier one with the same settings.
   * @param before - an earlier one whose target turned out to be of another kind: what of its figures can go on does.
   */
  constructor(codec: TableCodec, settings: JudgeSettings, reader?: StateReader, before?: TableJudge) {
    const { targets, onDrift, replay } = settings;
    this.#codec = codec;
    this.#task = targets[0]!.task;
    this.#targetCount = targets.length;
    this.#score = new GuardedScore(codec, targets, reader, before === undefined ? undefined : before.#score);
    if (onDrift !== 'ignore')
      this.#drift = new DriftResponse(onDrift, replay, codec.inputWidth, reader?.child('drift'));
  }

  /** Whether rows must be encoded in order to be judged. */
  get needsInputs(): boolean {
    return this.#drift !== undefined;
  }

  /** Drifts found so far. */
  get drifts(): number {
    return this.#drift?.count ?? 0;
  }

  /** Log loss of always giving the shares of the classes so far; null for numbers, and before the first row. */
  get priorLogLoss(): number | null {
    return this.#score.priorLogLoss;
  }

  /**
   * Takes in a row whose label has come. One that was predicted before any label had come counts for no figure.
   *
   * @param delay - rows between its prediction and its label.
   * @param inputs - encoded rows, `[rows, inputWidth]`, where `needsInputs` says so.
   */
  update(due: AnsweredRows, row: number, delay: number, inputs: Float32Array): void {
    const width = due.width(row);
    const { truths } = due.rows;
    const truth = truths[row * this.#targetCount]!;
    const { answers } = due;
    const offset = width === 0 ? 0 : due.offset(row);
    if (this.#score.update(due, row, delay) || width === 0) return;
    const from = row * this.#codec.inputWidth;
    if (this.#task === 'regression') {
      const distance = Math.abs(answers[offset]! - truth);
      // 1 if it is 2 standard deviations off, or more.
      const error = Math.min(distance / (this.#codec.deviation || 1) / 2, 1);
      const target = this.#codec.standardised(truth);
      const answer = this.#codec.standardised(answers[offset]!);
      this.#drift?.update({ error, inputs, offset: from, target, answer });
    } else {
      // Outputs that speak about the first target: those of all classes, or the one of a yes or no.
      const classes = this.#task === 'class' ? width : 1;
      const error = bestOf(answers, offset, classes) === truth ? 0 : 1;
      const target = classNumber(truth);
      const answer = meanClassNumber(answers, offset, classes);
      this.#drift?.update({ error, inputs, offset: from, target, answer });
    }
  }

  /** Judges the first rows once there are enough to know what is wild among them. */
  settle(): void {
    this.#score.settle();
  }

  /** Lets `memory` rehearse what fits the present world. */
  adapt(memory: RowMemory): void {
    this.#drift?.adapt(memory);
  }

  /** Follows inputs that were appended. */
  grow(): void {
    this.#drift?.widen(this.#codec.inputWidth);
  }

  /** The figures so far. */
  metrics(classes: readonly string[]): StreamMetrics {
    const wildValues = this.#codec.wildCounts();
    return {
      ...this.#score.metrics(classes),
      ...(wildValues.length === 0 ? {} : { wildValues }),
      ...(this.#drift === undefined
        ? {}
        : { drifts: { found: this.#drift.count, rows: this.#drift.foundAt } }),
    };
  }

  progress(): StreamProgress {
    return this.#score.progress();
  }

  state(): StateTree {
    return {
      ...this.#score.state(),
      drift: this.#drift?.state() ?? null,
    };
  }
}
