import { ln, Random, type StateTree } from '@graph/core';
import { ReplayMemory } from '@graph/replay';
import { createTableBatch, type RawColumn, rawColumns, type TableBatch } from '@graph/stream';
import { check } from '../check.js';
import type { RowSchema } from '../session/row-memory.js';
import { Model } from './model.js';
import type { ModelState } from './model-state.js';

/** How much a model loses where it does not know a column. */
export type ColumnWorth = {
  readonly name: string;
  /** By how much the mean loss rises where the column's values are those of other rows; about 0 where it is worth nothing. */
  readonly increase: number;
};

/** What the columns of a model are worth, by rows that it remembers. */
export type ColumnWorths = {
  /** Remembered rows that were looked at. */
  readonly rows: number;
  /** Their mean loss as they are: log loss, or squared error in variances of the target; of several targets the mean. */
  readonly loss: number;
  /** The columns, that of the greatest worth first. */
  readonly columns: readonly ColumnWorth[];
};

/** What {@link columnWorths} looks at. */
export type ColumnWorthOptions = {
  /** Remembered rows to look at, the newest ones, a whole number ≥ 2. Default 256. */
  readonly rows?: number;
  /** What the shuffling starts from. Default 0. */
  readonly seed?: number;
};

/** Probabilities are held at this, so that one row cannot be everything. */
const LEAST = 1e-6;

/**
 * Measures what each column is worth to a trained model: the loss on remembered rows, with the column's values shuffled among
 * them, less the loss as they are (permutation importance: Breiman 2001, Fisher, Rudin and Dominici 2019). The rows were learned from, so
 * it says what the model uses, not what is true of the world; of two columns that say the same, each may look worthless. The
 * lags of a mixture stay as they are now for all rows.
 *
 * @param state - of a training session over a table, or of what an `OnlineModel` keeps in its `state()`: its model and memory.
 * @returns undefined where fewer than two rows are remembered.
 * @throws OnlineError `OPTION`, `STATE`
 * @example
 * ```ts
 * const { columns } = columnWorths(session.state());
 * ```
 */
export function columnWorths(
  state: { readonly model: ModelState; readonly memory: StateTree },
  options: ColumnWorthOptions = {},
): ColumnWorths | undefined {
  check.names('columnWorths', options, { rows: true, seed: true });
  const { rows: most = 256, seed = 0 } = options;
  check.wholeNumber('rows', most, { min: 2 });
  check.seed(seed);
  const model = Model.from(state.model);
  const batch = newestRows(state.memory, model, most);
  if (batch.size < 2) return undefined;
  const { targets } = model.schema;
  const scales = targets.map((_, target) => varianceOf(batch, target));
  const loss = meanLoss(model, batch, scales);
  const byName = new Map<string, RawColumn[]>();
  for (const column of rawColumns(model.schema)) {
    const parts = byName.get(column.name);
    if (parts === undefined) byName.set(column.name, [column]);
    else parts.push(column);
  }
  const columns = [...byName].map(([name, parts]): ColumnWorth => {
    const before = batch.inputs.data.slice();
    shuffle(batch, parts, Random.fromSeed(seed, 'column-worth', name));
    const increase = meanLoss(model, batch, scales) - loss;
    batch.inputs.data.set(before);
    return { name, increase };
  });
  columns.sort((one, other) => other.increase - one.increase);
  return { rows: batch.size, loss, columns };
}

/** The newest remembered rows, as they were read. */
function newestRows(state: StateTree, { schema }: Model, most: number): TableBatch {
  const width = rawColumns(schema).reduce((sum, column) => sum + column.width, 0);
  // What else a row has beside it is not needed here.
  const memory = ReplayMemory.from<RowSchema>(state);
  const batch = createTableBatch(Math.min(most, memory.size), width, schema.targets.length);
  let passed = memory.size - most;
  for (const { values } of memory) {
    if (passed > 0) passed -= 1;
    else {
      batch.inputs.data.set(values.inputs, batch.size * width);
      batch.targets.data.set(values.targets, batch.size * schema.targets.length);
      batch.size += 1;
    }
  }
  return batch;
}

/** Gives each row the values of another for the parts of one column, together. */
function shuffle({ inputs, size }: TableBatch, parts: readonly RawColumn[], random: Random): void {
  const width = inputs.shape[1]!;
  const { data } = inputs;
  for (let row = size - 1; row > 0; row -= 1) {
    const other = random.below(row + 1);
    for (const part of parts)
      for (let at = part.from; at < part.from + part.width; at += 1) {
        const value = data[row * width + at]!;
        data[row * width + at] = data[other * width + at]!;
        data[other * width + at] = value;
      }
  }
}

function meanLoss(model: Model, batch: TableBatch, variances: readonly number[]): number {
  const { targets } = model.schema;
  const { answers, width } = model.predictRows(batch);
  let sum = 0;
  for (let row = 0; row < batch.size; row += 1)
    for (const [target, { task, origin, scale }] of targets.entries()) {
      const truth = batch.targets.data[row * targets.length + target]!;
      const from = row * width;
      if (task === 'regression') {
        const wrong = (answers[from + target]! - origin) * scale - truth;
        sum += (wrong * wrong) / variances[target]!;
      } else {
        const yes = task === 'class' ? (truth < width ? answers[from + truth]! : 0) : answers[from + target]!;
        sum -= ln(Math.max(LEAST, task === 'binary' && truth === 0 ? 1 - yes : yes));
      }
    }
  return sum / (batch.size * targets.length);
}

/** The variance of a target, as it is remembered; 1 where it is 0. */
function varianceOf({ targets, size }: TableBatch, target: number): number {
  const width = targets.shape[1]!;
  let mean = 0;
  let squares = 0;
  for (let row = 0; row < size; row += 1) {
    const value = targets.data[row * width + target]!;
    const distance = value - mean;
    mean += distance / (row + 1);
    squares += distance * (value - mean);
  }
  return squares / size || 1;
}
