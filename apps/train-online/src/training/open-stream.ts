import { basename } from 'node:path';
import type { StateTree } from '@graph/core';
import { openTableStream, type StreamPrediction, type TrainingStream } from '@graph/online';
import type { Notice } from '@graph/stream';
import { fileSources, stdinSource } from '@graph/stream/node';
import type { TrainSettings } from '../settings/train-settings.js';
import { asUsage } from './as-usage.js';
import { tableSettingsOf } from './learning-of.js';
import { openCurriculum } from './open-curriculum.js';
import { schemaOptions } from './schema-options.js';

/**
 * Opens what a run learns: the curriculum, or the table that `--data` names; at its start, or where the session was whose
 * state is given.
 *
 * @param say - told what was found out about the data: how it is written, in which order its files are read.
 * @param onPrediction - told of each row of a table what was predicted, before it is learned from.
 * @throws UsageError if the file or the target is not there.
 */
export async function openStream(
  settings: TrainSettings,
  state: StateTree | undefined,
  say: (line: string) => void,
  onPrediction?: (prediction: StreamPrediction) => void,
): Promise<TrainingStream> {
  const { data } = settings;
  if (data === undefined) return openCurriculum(settings, state);
  const options = {
    ...(await asUsage(() => schemaOptions(settings))),
    onNotice: ({ message }: Notice) => say(`note: ${message}`),
  };
  const source = data === '-' ? stdinSource() : await asUsage(() => fileSources([data]));
  if (Array.isArray(source) && source.length > 1) say(filesInOrder(source.map(({ name }) => basename(name))));
  const from = settings.continue && state !== undefined ? withNewSource(state) : state;
  const learning = { ...tableSettingsOf(settings), ...(onPrediction === undefined ? {} : { onPrediction }) };
  return asUsage(() => openTableStream(source, options, learning, from));
}

/** Says which files are read, and in which order. */
function filesInOrder(names: readonly string[]): string {
  const shown = names.length > 8 ? [...names.slice(0, 4), '…', ...names.slice(-2)] : names;
  return `note: ${names.length} files, read in this order: ${shown.join(', ')}`;
}

/** The hash of no bytes, FNV-1a: what a source begins with of which nothing is known. */
const NO_HEAD = 0x811c_9dc5;

/** The state of a session over a table whose next row is the first of other data. */
function withNewSource(state: StateTree): StateTree {
  const stream = state['stream'] as StateTree;
  const start = { source: 0, offset: 0, line: 1, headLength: 0, headHash: NO_HEAD };
  return { ...state, stream: { ...stream, position: { ...(stream['position'] as StateTree), ...start } } };
}
