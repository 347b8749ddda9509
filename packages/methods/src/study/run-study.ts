import type { StudyData } from './images.js';
import { type CellResult, runCell } from './run-cell.js';
import type { StudyRow } from './study-row.js';

/** Where finished cells are kept, so that a study that was stopped goes on where it was. */
export type CellStore = {
  read(key: string): CellResult | undefined;
  write(key: string, result: CellResult): void;
};

/** What a study runs. */
export type StudyOptions = {
  readonly rows: readonly StudyRow[];
  readonly seeds: readonly number[];
  readonly data: StudyData;
  /** Default none: nothing is kept. */
  readonly store?: CellStore;
  /** Reads the process's CPU time, in seconds. */
  cpuSeconds(): number;
};

/** One finished cell. */
export type StudyCell = {
  readonly row: StudyRow;
  readonly seed: number;
  readonly result: CellResult;
  /** Whether it came from the store. */
  readonly kept: boolean;
};

/** Names a cell; a store keeps it under this name, which changes with everything that the result depends on. */
export function cellKey(row: StudyRow, seed: number, data: StudyData): string {
  const { stream, method, memory, rehearsedRows, learningRate, otherTasksOnly } = row;
  const settings = [memory, rehearsedRows, learningRate, data.train.labels.length, data.test.labels.length];
  const others = otherTasksOnly === undefined ? '' : `-others-${otherTasksOnly}`;
  return `${stream}/${method}/${settings.join('-')}${others}-${JSON.stringify(row.make().options)}/${seed}`;
}

/** Runs the cells, or takes them from the store; all seeds of a row before the next row. */
export function* runStudy({
  rows,
  seeds,
  data,
  store,
  cpuSeconds,
}: StudyOptions): Generator<StudyCell, void> {
  for (const row of rows)
    for (const seed of seeds) {
      const key = cellKey(row, seed, data);
      const known = store?.read(key);
      const result = known ?? runCell(row, seed, data, cpuSeconds);
      if (known === undefined) store?.write(key, result);
      yield { row, seed, result, kept: known !== undefined };
    }
}
