import { checkTable, readSchema, type TableCheck, type TableOptions, type Task } from '@graph/stream';
import { fileSources } from '@graph/stream/node';
import { type ReadSettings, readOptionsOf } from '../settings/read-options.js';
import { asUsage } from '../training/as-usage.js';
import { readJson } from '../training/schema-options.js';
import { renderCheck } from './render-check.js';

/** What `check` was asked for: the values of its flags. */
export type CheckRequest = Omit<ReadSettings, 'missing'> & {
  readonly file: string;
  readonly target?: string | undefined;
  readonly task?: string | undefined;
  readonly rows: number;
  readonly schema?: string | undefined;
  readonly exclude?: string | undefined;
  readonly 'time-column'?: string | undefined;
  readonly missing?: string | undefined;
};

/** What `check --json` prints. */
export type CheckReport = { readonly schemaVersion: 1 } & TableCheck;

/**
 * Looks at the first rows of a table and says what a run would make of them. Nothing is learned or written.
 *
 * @returns the exit code 1 where something would end a run.
 * @throws UsageError if it cannot be done as asked.
 */
export async function runCheck(
  request: CheckRequest,
): Promise<{ readonly report: CheckReport; readonly text: string; readonly exitCode: 0 | 1 }> {
  const check = await asUsage(async () => checkTable(await fileSources([request.file]), optionsOf(request)));
  return {
    report: { schemaVersion: 1, ...check },
    text: renderCheck(check),
    exitCode: check.problems.length > 0 ? 1 : 0,
  };
}

function optionsOf(request: CheckRequest): TableOptions {
  const { target, task, schema, exclude, missing } = request;
  const given = {
    target: listOf(target),
    task: task === 'multiclass' ? 'class' : (task as Task | undefined),
    exclude: listOf(exclude),
    timeColumn: request['time-column'],
  };
  return {
    ...(schema === undefined ? {} : readSchema(readJson(schema), schema)),
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as TableOptions),
    ...readOptionsOf({ ...request, missing: listOf(missing) }),
    inferRows: request.rows,
  };
}

function listOf(names: string | undefined): readonly string[] | undefined {
  return names?.split(',').map((name) => name.trim());
}
