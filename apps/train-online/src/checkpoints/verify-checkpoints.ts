import { join } from 'node:path';
import { findRun } from '../run-folder.js';
import { openForReading } from '../run-store.js';
import { bytes, grouped } from '../terminal/format.js';
import type { VerbResult } from './verb-result.js';

/** Reads every byte of the run that `path` speaks about and says which checkpoints are whole. */
export async function verifyCheckpoints(path: string): Promise<VerbResult> {
  const { folder, examples } = findRun(path);
  const store = await openForReading(folder);
  const report = await store.verify();
  await store.close();
  const asked = (count: number): boolean => examples === undefined || count === examples;
  const whole = report.whole.filter(asked);
  const rejected = report.rejected.filter((one) => asked(one.examples));
  const ok = rejected.length === 0 && whole.length > 0;
  const text = [
    folder,
    ...whole.map((count) => `  whole    checkpoint_${count}.json`),
    ...rejected.map(({ file, reason }) => `  DAMAGED  ${file}: ${reason}`),
    `  ${grouped(report.chunkCount)} chunks, ${bytes(report.chunkBytes)} read and compared with their hashes`,
    ...(report.unreferenced.length > 0
      ? [`  ${report.unreferenced.length} chunks belong to no checkpoint: prune removes them`]
      : []),
    ...(report.temporary.length > 0
      ? [`  ${report.temporary.length} temporary files: the next run in this folder removes them`]
      : []),
  ].join('\n');
  const json = {
    folder,
    ok,
    whole: whole.map((count) => join(folder, `checkpoint_${count}.json`)),
    rejected: rejected.map((one) => ({
      file: join(folder, one.file),
      examples: one.examples,
      reason: one.reason,
    })),
    chunks: report.chunkCount,
    chunkBytes: report.chunkBytes,
    unreferencedChunks: report.unreferenced.length,
    temporaryFiles: report.temporary.length,
  };
  return { text, json, ok };
}
