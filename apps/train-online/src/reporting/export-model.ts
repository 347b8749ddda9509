import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExportError, toJson, toOnnx, toSafetensors } from '@graph/export';
import type { ModelState } from '@graph/online';
import type { VerbResult } from '../checkpoints/verb-result.js';
import { UsageError } from '../settings/usage-error.js';
import { bytes, grouped } from '../terminal/format.js';
import { loadRun } from '../training/run-checkpoints.js';

/** What to write, and where to. */
export type ExportModelOptions = {
  readonly format: 'onnx' | 'safetensors' | 'json';
  /** Undefined: `model.<format>` in this folder. */
  readonly output: string | undefined;
  readonly overwrite: boolean;
  /** Columns that are given as they are after reading. */
  readonly raw: readonly string[];
  /** A JSON file of the words that may come, by column. */
  readonly words: string | undefined;
};

/**
 * Writes the model of a run as a file for other people's programs.
 *
 * @throws UsageError if nothing is there, the format cannot express the model, or the file is there already.
 */
export async function exportModel(path: string, options: ExportModelOptions): Promise<VerbResult> {
  const { format, overwrite, output = `model.${format}` } = options;
  if (format !== 'onnx' && (options.raw.length > 0 || options.words !== undefined))
    throw new UsageError('--raw and --words are for --format onnx: the other formats ask for no text.');
  const words = options.words === undefined ? undefined : wordsOf(options.words);
  const { folder, tree, report, info, warnings } = await loadRun(path, { only: ['model'] });
  const file = join(folder, info.file);
  if (report.metrics === undefined)
    throw new UsageError(
      `${file} learned the curriculum, which has no columns. Wanted a run that was made with --data.`,
    );
  if (report.config['learner'] === 'mixture')
    throw new UsageError(
      `${file} learned by a mixture of experts, which no format here can express: train with --learner network to export it.`,
    );
  if (report.config['learner'] === 'bank')
    throw new UsageError(
      `${file} learned in a bank of small networks, which no format here can express: make the group with --learner network to export its keys.`,
    );
  const metadata = { examples: String(report.examples), stateDigest: info.stateDigest };
  const content = written(() => {
    const state = tree['model'] as ModelState;
    if (format === 'json') return `${JSON.stringify(toJson(state))}\n`;
    if (format === 'safetensors') return toSafetensors(state, { metadata });
    return toOnnx(state, { metadata, raw: options.raw, ...(words === undefined ? {} : { words }) });
  });
  if (existsSync(output) && !overwrite)
    throw new UsageError(`${output} is there already. Name another file with --output, or give --overwrite.`);
  writeFileSync(output, content);
  const size = typeof content === 'string' ? Buffer.byteLength(content) : content.length;
  return {
    text: `${output}: the model of ${file} after ${grouped(report.examples)} rows, ${bytes(size)}`,
    json: { file: output, format, checkpoint: file, examples: report.examples, bytes: size },
    warnings,
  };
}

/** Runs `write`; what a format cannot express was asked wrongly. */
function written<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (!ExportError.is(error) || error.code === 'STATE') throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

function wordsOf(file: string): Readonly<Record<string, readonly string[]>> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--words ${file} cannot be read: ${reason}`, { cause: error });
  }
  if (typeof content !== 'object' || content === null || !Object.values(content).every(isTexts))
    throw new UsageError(
      `--words ${file} is not like {"city": ["Oslo", "Rome"]}: a list of words by column.`,
    );
  return content as Readonly<Record<string, readonly string[]>>;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
