import { readFileSync } from 'node:fs';
import { readSchema, type TableOptions, type Task } from '@graph/stream';
import { readOptionsOf } from '../settings/read-options.js';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';

const TASKS: Readonly<Record<string, Task>> = {
  regression: 'regression',
  binary: 'binary',
  multiclass: 'class',
};

/**
 * What the settings say about the columns of a table: the file of `--schema`, and over it the flags.
 *
 * @throws UsageError if the file cannot be read. StreamError if it is no schema.
 */
export async function schemaOptions(settings: TrainSettings): Promise<TableOptions> {
  const { target, task, columns, exclude, schema, 'time-column': timeColumn } = settings;
  return {
    ...(schema === undefined ? {} : readSchema(readJson(schema), schema)),
    ...(target.length === 0 ? {} : { target }),
    ...(task === undefined ? {} : { task: TASKS[task]! }),
    ...(columns.length === 0 ? {} : { columns }),
    ...(exclude.length === 0 ? {} : { exclude }),
    ...(timeColumn === undefined ? {} : { timeColumn }),
    ...readOptionsOf(settings),
    inferRows: settings['infer-rows'],
    // Who passes over rows does not want their columns to grow.
    onContradiction: settings['on-bad-row'] === 'skip' ? 'bad' : 'widen',
    onBadRow: settings['on-bad-row'] as 'fail' | 'skip',
  };
}

function readJson(file: string): unknown {
  try {
    // Where an editor finds the schema of the file: it says nothing about columns.
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), (key, value) =>
      key === '$schema' ? undefined : value,
    );
  } catch (error) {
    throw new UsageError(
      `--schema ${file} cannot be read: ${(error as Error).message}. Wanted a JSON file.`,
      { cause: error },
    );
  }
}
