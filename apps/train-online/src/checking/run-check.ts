import { checkTable, type TableCheck } from '@graph/stream';
import { fileSources } from '@graph/stream/node';
import type { TrainSettings } from '../settings/train-settings.js';
import { asUsage } from '../training/as-usage.js';
import { schemaOptions } from '../training/schema-options.js';
import { renderCheck } from './render-check.js';

/** What `check --json` prints. */
export type CheckReport = { readonly schemaVersion: 1 } & TableCheck;

/**
 * Looks at the first rows of a table and says what a run would make of them. Nothing is learned or written.
 *
 * @returns the exit code 1 where something would end a run.
 * @throws UsageError if it cannot be done as asked.
 */
export async function runCheck(
  file: string,
  settings: TrainSettings,
  rows: number,
): Promise<{ readonly report: CheckReport; readonly text: string; readonly exitCode: 0 | 1 }> {
  const check = await asUsage(async () => {
    const { onBadRow: _, ...options } = await schemaOptions(settings);
    return checkTable(await fileSources([file]), { ...options, inferRows: rows });
  });
  return {
    report: { schemaVersion: 1, ...check },
    text: renderCheck(check),
    exitCode: check.problems.length > 0 ? 1 : 0,
  };
}
