import { existsSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { renderReport } from '@graph/report';
import type { VerbResult } from '../checkpoints/verb-result.js';
import { UsageError } from '../settings/usage-error.js';
import { commandLine } from '../terminal/command-line.js';
import { bytes } from '../terminal/format.js';
import { loadRun } from '../training/run-checkpoints.js';
import { runPicture } from './run-picture.js';

/** Runs that one page can show. */
const MOST_RUNS = 8;

/**
 * Draws runs, laid over each other, as one page.
 *
 * @param options.output - the file; `report.html` in the run's folder, or here where there are several, if undefined.
 * @throws UsageError if a run is not there, there are too many, or the file that was named is there already.
 */
export async function drawRuns(
  paths: readonly string[],
  options: { readonly output: string | undefined; readonly overwrite: boolean },
): Promise<VerbResult> {
  if (paths.length > MOST_RUNS)
    throw new UsageError(`${paths.length} runs are too many for one page: name at most ${MOST_RUNS}.`);
  const { output, overwrite } = options;
  if (output !== undefined && existsSync(output) && !overwrite)
    throw new UsageError(`${output} is there already. Name another file with --output, or give --overwrite.`);
  const runs = [];
  for (const path of paths) runs.push(await loadRun(path, { only: ['settings'] }));
  const pictures = runs.map(({ folder, report, history, info }) =>
    runPicture(
      { name: basename(resolve(folder)), resumeCommand: commandLine(['--resume', join(folder, info.file)]) },
      { ...report, stateDigest: info.stateDigest },
      history,
    ),
  );
  const file = output ?? (runs.length === 1 ? join(runs[0]!.folder, 'report.html') : 'report.html');
  const page = renderReport(pictures);
  writeFileSync(file, page);
  return {
    text: `${file}: ${bytes(Buffer.byteLength(page))}`,
    json: { file, runs: runs.map(({ folder }) => folder), bytes: Buffer.byteLength(page) },
    warnings: runs.flatMap(({ warnings }) => warnings),
  };
}
