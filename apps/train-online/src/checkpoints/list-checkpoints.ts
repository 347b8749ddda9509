import { join } from 'node:path';
import { findRun } from '../run-folder.js';
import { openForReading } from '../run-store.js';
import { bytes, grouped, short } from '../terminal/format.js';
import { table } from '../terminal/table.js';
import type { VerbResult } from './verb-result.js';

/** Lists the checkpoints of the run that `path` speaks about, the newest first. Reads no arrays. */
export async function listCheckpoints(path: string): Promise<VerbResult> {
  const { folder } = findRun(path);
  const store = await openForReading(folder);
  const { checkpoints, rejected } = await store.list();
  await store.close();
  const scores = checkpoints.map(({ metric }) => metric ?? Number.NEGATIVE_INFINITY);
  const bestAt = scores.indexOf(Math.max(...scores));
  const marks = checkpoints.map(({ metric }, at) =>
    [at === 0 ? 'newest' : '', at === bestAt && metric !== undefined ? 'best' : '']
      .filter((mark) => mark !== '')
      .join(', '),
  );
  const text = [
    folder,
    ...table([
      ['saved', 'examples', 'size', 'new', 'score', ''],
      ...checkpoints.map((one, at) => [
        (one.savedAt ?? '–').replace('T', ' ').replace(/\.\d+Z$/, ''),
        grouped(one.examples),
        bytes(one.stateBytes),
        bytes(one.newBytes),
        short(one.metric),
        marks[at]!,
      ]),
    ]),
  ].join('\n');
  const json = {
    folder,
    checkpoints: checkpoints.map((one, at) => ({
      file: join(folder, one.file),
      examples: one.examples,
      savedAt: one.savedAt ?? null,
      score: one.metric ?? null,
      stateBytes: one.stateBytes,
      newBytes: one.newBytes,
      stateDigest: one.stateDigest,
      newest: at === 0,
      best: at === bestAt && one.metric !== undefined,
    })),
    rejected: rejected.map(({ examples, file, reason }) => ({ file: join(folder, file), examples, reason })),
  };
  const warnings = rejected.map(({ file, reason }) => `${join(folder, file)} cannot be used (${reason}).`);
  return { text, json, warnings };
}
