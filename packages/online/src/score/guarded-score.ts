import type { StateReader, StateTree } from '@graph/core';
import { StreamCurve } from '@graph/evaluation';
import type { TargetSchema } from '@graph/stream';
import type { AnsweredRows } from '../rows/answered-rows.js';
import type { StreamMetrics, StreamProgress } from '../session/reports.js';
import { bestOf } from '../table/answers.js';
import type { TableCodec } from '../table/table-codec.js';
import { StreamScore } from './stream-score.js';
import { wildFigures } from './wild-figures.js';

/** Rows before which nobody knows which of them are wild. */
const EARLY = 64;

/** What of a codec tells what is wild. */
type Judge = Pick<TableCodec, 'isWild' | 'isWildTarget'>;

/** What scores are made of; all of it is state. */
type Parts = { readonly usual: StreamScore; readonly wild: StreamScore; readonly curve: StreamCurve };

/**
 * Scores rows, and those whose number is wild apart, so that one of them does not drown the others. The first numbers are scored when
 * it can be known which of them are wild.
 */
export class GuardedScore {
  readonly #codec: Judge;
  readonly #targets: readonly TargetSchema[];
  readonly #parts: Parts;
  /** Rows taken in so far. */
  #rows: number;
  /**
   * Of each early row its truths, its answers, its targets as they are in raw rows, and the delay of its label, -1 less it if nothing could
   * be said of it; undefined when they have been scored.
   */
  #early: number[] | undefined;

  /**
   * @param reader - of a state that has what `state()` of an earlier one gave.
   * @param before - an earlier one whose target turned out to be of another kind: what of its figures can go on does.
   */
  constructor(codec: Judge, targets: readonly TargetSchema[], reader?: StateReader, before?: GuardedScore) {
    this.#codec = codec;
    this.#targets = targets;
    before?.settle(0);
    this.#rows = before === undefined ? (reader?.count('labelledRows') ?? 0) : before.#rows;
    const isSameKind =
      before !== undefined && !isNumber(before.#targets) && !isNumber(targets) ? before : undefined;
    const curve = reader?.restore('curve', (state) => StreamCurve.from(state)) ?? new StreamCurve();
    this.#parts = {
      usual: new StreamScore(
        targets,
        isSameKind === undefined ? reader?.tree('score') : isSameKind.#parts.usual.state(),
      ),
      wild: new StreamScore(targets, reader?.has('wild') ? reader.tree('wild') : undefined),
      curve: before === undefined ? curve : before.#parts.curve,
    };
    if (!isNumber(targets)) return;
    if (reader === undefined) this.#early = [];
    else if (reader.has('early')) this.#early = [...reader.floats('early')];
  }

  /**
   * Takes in a row whose label has come, and which is not learned yet; returns whether it is wild. A row that was predicted before any label
   * had come, or not at all, counts for no figure, of the model or of a guess.
   *
   * @param delay - rows between its prediction and its label.
   */
  update(due: AnsweredRows, row: number, delay: number): boolean {
    const { truths, targets } = due.rows;
    const count = this.#targets.length;
    const at = row * count;
    const width = due.width(row);
    const isSaid = width > 0 && this.#rows > delay;
    this.#rows += 1;
    const offset = width > 0 ? due.offset(row) : 0;
    const isWild = this.#codec.isWild(due.rows, row);
    if (this.#early === undefined) {
      const part = isWild ? this.#parts.wild : this.#parts.usual;
      if (isSaid) this.#score(this.#parts, isWild, truths, at, due.answers, offset, width, delay);
      else part.skip(truths, at, delay);
      return isWild;
    }
    for (let target = 0; target < count; target += 1) this.#early.push(truths[at + target]!);
    for (let target = 0; target < count; target += 1)
      this.#early.push(isSaid ? due.answers[offset + target]! : 0);
    for (let target = 0; target < count; target += 1) this.#early.push(targets.data[at + target]!);
    this.#early.push(isSaid ? delay : -1 - delay);
    return isWild;
  }

  /** Scores the first rows for good, if there are `rows` of them. */
  settle(rows: number = EARLY): void {
    if (this.#early === undefined || this.#early.length < rows * (3 * this.#targets.length + 1)) return;
    this.#scoreEarly(this.#parts);
    this.#early = undefined;
  }

  /** Log loss of always giving the shares of the classes so far; null for numbers, and before the first row. */
  get priorLogLoss(): number | null {
    return this.#parts.usual.priorLogLoss;
  }

  /** The figures so far. */
  metrics(classes: readonly string[]): StreamMetrics {
    const { usual, wild, curve } = this.#current();
    const figures = usual.metrics(classes);
    return {
      ...figures,
      curve: { of: isNumber(this.#targets) ? 'mae' : 'accuracy', ...curve.points },
      ...(isNumber(this.#targets) ? wildFigures(figures, wild.metrics([])) : {}),
    };
  }

  progress(): StreamProgress {
    return this.#current().usual.progress();
  }

  state(): StateTree {
    const { usual, wild, curve } = this.#parts;
    return {
      score: usual.state(),
      curve: curve.state(),
      wild: isNumber(this.#targets) ? wild.state() : null,
      labelledRows: this.#rows,
      early: this.#early === undefined ? null : Float64Array.from(this.#early),
    };
  }

  /** The parts with the early rows in them, judged by what is known now. */
  #current(): Parts {
    if (this.#early === undefined) return this.#parts;
    const parts = {
      usual: new StreamScore(this.#targets),
      wild: new StreamScore(this.#targets),
      curve: StreamCurve.from(this.#parts.curve.state()),
    };
    this.#scoreEarly(parts);
    return parts;
  }

  #scoreEarly(parts: Parts): void {
    const count = this.#targets.length;
    const early = Float64Array.from(this.#early ?? []);
    for (let from = 0; from < early.length; from += 3 * count + 1) {
      const isWild = this.#targets.some((_, at) =>
        this.#codec.isWildTarget(early[from + 2 * count + at]!, at),
      );
      const delay = early[from + 3 * count]!;
      if (delay >= 0) this.#score(parts, isWild, early, from, early, from + count, count, delay);
      else (isWild ? parts.wild : parts.usual).skip(early, from, -1 - delay);
    }
  }

  #score(
    { usual, wild, curve }: Parts,
    isWild: boolean,
    truths: Float64Array,
    at: number,
    answers: Float64Array,
    offset: number,
    width: number,
    delay: number,
  ): void {
    (isWild ? wild : usual).update(truths, at, answers, offset, width, delay);
    if (isWild) return;
    if (isNumber(this.#targets)) curve.update(Math.abs(answers[offset]! - truths[at]!));
    else {
      const classes = this.#targets[0]!.task === 'class' ? width : 1;
      curve.update(bestOf(answers, offset, classes) === truths[at] ? 1 : 0);
    }
  }
}

function isNumber(targets: readonly TargetSchema[]): boolean {
  return targets[0]!.task === 'regression';
}
