import { existsSync, writeFileSync } from 'node:fs';
import { exportArrays, exportJson, writeSafetensors } from '@graph/checkpoint';
import { UsageError } from '../settings/usage-error.js';
import { bytes, grouped } from '../terminal/format.js';
import { loadCheckpoint } from './load-checkpoint.js';
import type { VerbResult } from './verb-result.js';

/** What to export, and where to. */
export type ExportOptions = {
  readonly format: 'safetensors' | 'json';
  /** Parts of the state, such as `model.network`; `all` for the whole. */
  readonly only: readonly string[];
  readonly output: string | undefined;
  readonly overwrite: boolean;
};

/** Writes the arrays of a checkpoint as safetensors, or all its numbers as JSON, for other tools. */
export async function exportCheckpoint(path: string, options: ExportOptions): Promise<VerbResult> {
  const { format, output, overwrite } = options;
  const only = options.only.includes('all') ? undefined : options.only;
  const { file, tree, info, warnings } = await loadCheckpoint(path, only);
  const target = output ?? `checkpoint_${info.examples}.${format}`;
  const arrays = exportArrays(tree);
  if (Object.keys(arrays).length === 0)
    throw new UsageError(
      `${file} has no arrays in ${options.only.join(', ')}: a mixture of experts has no one network there. Name other parts with --only, such as --only model.mixture, or --only all.`,
    );
  const content =
    format === 'json'
      ? `${exportJson(tree)}\n`
      : writeSafetensors(arrays, {
          examples: String(info.examples),
          stateDigest: info.stateDigest,
          stateVersion: String(info.stateVersion),
        });
  if (existsSync(target) && !overwrite)
    throw new UsageError(`${target} is there already. Name another file with --output, or give --overwrite.`);
  writeFileSync(target, content);
  const names = Object.keys(arrays);
  const size = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
  return {
    text: `${target}: ${grouped(names.length)} arrays of ${file}, ${bytes(size)}`,
    json: { file: target, format, checkpoint: file, examples: info.examples, arrays: names, bytes: size },
    warnings,
  };
}
