import { dirname, join } from 'node:path';
import { inspectRun } from '../report/inspect-run.js';
import { openForReading } from '../run-store.js';
import { changesOf, renderChanges } from './describe-changes.js';
import { loadCheckpoint } from './load-checkpoint.js';
import type { VerbResult } from './verb-result.js';

/** Shows one checkpoint, and what changed since the one that was written before it. */
export async function inspectCheckpoint(path: string): Promise<VerbResult> {
  const { text, json, warnings } = await inspectRun(path);
  const file = String(json['file']);
  const { tree, info } = await loadCheckpoint(file);
  const store = await openForReading(dirname(file));
  const { checkpoints } = await store.list();
  await store.close();
  const previous = checkpoints.find(({ sequence }) => sequence < info.sequence);
  if (previous === undefined) return { text, json: { ...json, changes: null }, warnings };
  try {
    const before = await loadCheckpoint(join(dirname(file), previous.file));
    const changes = changesOf(before.tree, tree);
    const lines = renderChanges(changes, previous.file);
    return {
      text: `${text}\n\n${lines.join('\n')}`,
      json: { ...json, changes: { since: before.file, parts: changes } },
      warnings,
    };
  } catch (error) {
    // The one before it is damaged: that is no reason not to show this one.
    const reason = error instanceof Error ? error.message : String(error);
    return { text, json: { ...json, changes: null }, warnings: [...warnings, reason] };
  }
}
