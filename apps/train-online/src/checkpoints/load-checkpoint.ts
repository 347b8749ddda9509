import { join } from 'node:path';
import type { CheckpointInfo } from '@graph/checkpoint';
import type { StateTree } from '@graph/core';
import { findRun } from '../run-folder.js';
import { openForReading } from '../run-store.js';

/** A checkpoint read whole. */
export type Loaded = {
  readonly file: string;
  readonly tree: StateTree;
  readonly info: CheckpointInfo;
  readonly warnings: readonly string[];
};

/** Reads the checkpoint that `path` speaks about: a file, or the newest whole one of a run. */
export async function loadCheckpoint(path: string, only?: readonly string[]): Promise<Loaded> {
  const { folder, examples } = findRun(path);
  const store = await openForReading(folder);
  const options = only === undefined ? {} : { only };
  const { tree, manifest, rejected } = await store.load(examples ?? 'newest', options);
  await store.close();
  const warnings = rejected.map(
    ({ file, reason }) => `${join(folder, file)} cannot be used (${reason}); looking at ${manifest.file}.`,
  );
  return { file: join(folder, manifest.file), tree, info: manifest, warnings };
}
