import { join } from 'node:path';
import { digest } from '@graph/checkpoint';
import { commandLine } from '../terminal/command-line.js';
import { bytes, grouped, short } from '../terminal/format.js';
import { table } from '../terminal/table.js';
import { wrapped } from '../terminal/wrapped.js';
import { loadRun } from '../training/run-checkpoints.js';
import { renderResults } from './render-report.js';

/** What `inspect` shows: one checkpoint, read whole. */
export type Inspection = {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly warnings: readonly string[];
};

/**
 * Reads the checkpoint that `path` speaks about and describes it.
 *
 * @throws UsageError if nothing is there, CheckpointError if nothing whole is.
 */
export async function inspectRun(path: string): Promise<Inspection> {
  const { folder, tree, report, info, warnings } = await loadRun(path);
  const file = join(folder, info.file);
  const stateDigest = digest(tree);
  const sizes = Object.entries(tree).map(([name, part]) => [name, byteLength(part)] as const);
  const shown = sizes.filter(([, size]) => size > 0).sort((a, b) => b[1] - a[1]);
  const settings = Object.entries(report.config).map(([name, value]) => `--${name} ${String(value)}`);
  const text = [
    `${file}`,
    ...table([
      ['saved', info.savedAt ?? '–'],
      ['examples', grouped(report.examples)],
      ['trained', `${grouped(report.trainedExamples)} rows`],
      [
        'size',
        `${bytes(info.stateBytes)}, of which ${bytes(info.newBytes)} were new since the checkpoint before`,
      ],
      ['holds', shown.map(([name, size]) => `${name} ${bytes(size)}`).join(', ')],
      ['score', short(info.metric)],
    ]).map((line) => line.replace(/^ {2}(\S+)\s+/, (_, name: string) => `  ${name.padEnd(9)} `)),
    '',
    'Settings',
    ...wrapped(settings),
    '',
    ...renderResults(report),
    '',
    `State: ${stateDigest}`,
    `Resume with: ${commandLine(['--resume', file])}`,
  ].join('\n');
  const { stateBytes, newBytes, savedAt, metric } = info;
  return {
    json: {
      file,
      savedAt: savedAt ?? null,
      score: metric ?? null,
      stateBytes,
      newBytes,
      ...report,
      checkpoint: file,
      stateDigest,
    },
    text,
    warnings,
  };
}

function byteLength(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + byteLength(part), 0);
}
