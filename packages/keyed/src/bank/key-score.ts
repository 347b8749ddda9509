import { ln } from '@graph/core';
import { CELL_AT } from './member-cells.js';

const {
  scored,
  learned,
  wild,
  last,
  lost,
  lostMore,
  lostByMean,
  lostByMeanMore,
  lostByLast,
  lostByLastMore,
  mean,
  squares,
} = CELL_AT;
/** No probability is taken as smaller, so that one miss is no infinite loss. */
const LEAST = 1e-15;

/** Scores a number that was predicted, beside the mean and the last one of the numbers before. */
export function scoreNumber(cells: Float64Array, from: number, truth: number, answer: number): void {
  cells[from + scored] = cells[from + scored]! + 1;
  addErrors(cells, from + lost, truth - answer);
  addErrors(cells, from + lostByMean, truth - cells[from + mean]!);
  addErrors(cells, from + lostByLast, truth - cells[from + last]!);
}

/** Takes a number into the running mean that is guessed from then on. */
export function addNumber(cells: Float64Array, from: number, truth: number): void {
  const before = cells[from + mean]!;
  const next = before + (truth - before) / (cells[from + learned]! - cells[from + wild]! + 1);
  cells[from + mean] = next;
  cells[from + squares] = cells[from + squares]! + (truth - before) * (truth - next);
}

function addErrors(cells: Float64Array, at: number, error: number): void {
  cells[at] = cells[at]! + Math.abs(error);
  cells[at + 1] = cells[at + 1]! + error * error;
}

/**
 * Scores a class that was predicted, beside the shares of the classes so far (each counted once more than it came) and the last one.
 *
 * @param probabilities - `[classes]`, or `[1]`: of class 1.
 * @param countsAt - where the counts of the classes are.
 */
export function scoreClass(
  cells: Float64Array,
  from: number,
  { truth, probabilities, classes, countsAt }: ScoredClass,
): void {
  let [total, best] = [0, 0];
  for (let at = 0; at < classes; at += 1) {
    total += cells[countsAt + at]!;
    if (cells[countsAt + at]! > cells[countsAt + best]!) best = at;
  }
  cells[from + scored] = cells[from + scored]! + 1;
  addLoss(cells, from + lost, probabilityOf(probabilities, truth), likeliestOf(probabilities) === truth);
  addLoss(cells, from + lostByMean, (cells[countsAt + truth]! + 1) / (total + classes), best === truth);
  cells[from + lostByLastMore] = cells[from + lostByLastMore]! + (cells[from + last] === truth ? 1 : 0);
}

/** One row of a class. */
export type ScoredClass = {
  readonly truth: number;
  readonly probabilities: ArrayLike<number>;
  readonly classes: number;
  readonly countsAt: number;
};

/** The class of the highest probability, the first of several. */
export function likeliestOf(answers: ArrayLike<number>): number {
  let best = 0;
  for (let at = 1; at < Math.max(2, answers.length); at += 1)
    if (probabilityOf(answers, at) > probabilityOf(answers, best)) best = at;
  return best;
}

/** The probability of a class, where there may be only that of class 1. */
function probabilityOf(probabilities: ArrayLike<number>, at: number): number {
  if (probabilities.length > 1) return probabilities[at]!;
  return at === 1 ? probabilities[0]! : 1 - probabilities[0]!;
}

function addLoss(cells: Float64Array, at: number, probability: number, isHit: boolean): void {
  cells[at] = cells[at]! - ln(Math.max(LEAST, probability));
  cells[at + 1] = cells[at + 1]! + (isHit ? 1 : 0);
}

/** How well rows were predicted before they were learned from, beside guesses that need no model: as `StreamMetrics` names it. */
export type KeyFigures = {
  readonly task: 'regression' | 'binary' | 'multiclass';
  readonly rows: number;
  readonly [figure: string]: string | number | null;
};

/** Tells the figures of a key. */
export function figuresOf(
  task: 'regression' | 'binary' | 'class',
  cells: Float64Array,
  from = 0,
): KeyFigures {
  const rows = cells[from + scored]!;
  const share = (at: number): number | null => (rows === 0 ? null : cells[from + at]! / rows);
  const root = (at: number): number | null => (rows === 0 ? null : Math.sqrt(cells[from + at]! / rows));
  if (task === 'regression') {
    const spread = cells[from + squares]!;
    return {
      ...{ task, rows, mae: share(lost), rmse: root(lostMore) },
      r2: spread > 0 ? 1 - cells[from + lostMore]! / spread : null,
      ...{ baselineMae: share(lostByMean), baselineRmse: root(lostByMeanMore) },
      ...{ lastValueMae: share(lostByLast), lastValueRmse: root(lostByLastMore) },
      wildRows: cells[from + wild]!,
    };
  }
  return {
    task: task === 'class' ? 'multiclass' : 'binary',
    ...{ rows, accuracy: share(lostMore), logLoss: share(lost) },
    ...{ baselineAccuracy: share(lostByMeanMore), baselineLogLoss: share(lostByMean) },
    lastClassAccuracy: share(lostByLastMore),
  };
}
