import { join } from 'node:path';
import { findRun } from '../run-folder.js';
import { openForPruning, openForReading } from '../run-store.js';
import { UsageError } from '../settings/usage-error.js';
import { bytes, grouped } from '../terminal/format.js';
import type { VerbResult } from './verb-result.js';

/** Deletes the checkpoints of a run that its rules, or `keep`, do not keep. The newest whole and the best one stay. */
export async function pruneCheckpoints(
  path: string,
  options: { readonly keep?: string | undefined; readonly dryRun: boolean },
): Promise<VerbResult> {
  const { folder, examples } = findRun(path);
  if (examples !== undefined)
    throw new UsageError(`${path} is one checkpoint. Wanted the folder of a run, or latest.`);
  const keep = options.keep === undefined ? await keepOf(folder) : Number(options.keep);
  if (!Number.isSafeInteger(keep) || keep < 1)
    throw new UsageError(`--keep is ${options.keep}. Wanted a whole number ≥ 1.`);
  const store = await openForPruning(folder, keep);
  const { removedCheckpoints, removedChunks, removedBytes } = await store.prune({ dryRun: options.dryRun });
  await store.close();
  const verb = options.dryRun ? 'would be deleted' : 'deleted';
  const text = [
    folder,
    ...removedCheckpoints.map((count) => `  checkpoint_${count}.json ${verb}`),
    `  ${grouped(removedCheckpoints.length)} checkpoints and ${grouped(removedChunks)} chunks ${verb}: ${bytes(removedBytes)}`,
  ].join('\n');
  const json = {
    folder,
    keep,
    dryRun: options.dryRun,
    removed: removedCheckpoints.map((count) => join(folder, `checkpoint_${count}.json`)),
    removedChunks,
    removedBytes,
  };
  return { text, json };
}

/** What `--keep` was when the run was started, as its newest checkpoint says. */
async function keepOf(folder: string): Promise<number> {
  const store = await openForReading(folder);
  const { checkpoints } = await store.list();
  await store.close();
  const summary = checkpoints[0]?.summary as { config?: { keep?: unknown } } | undefined;
  const keep = summary?.config?.keep;
  return typeof keep === 'number' ? keep : 5;
}
