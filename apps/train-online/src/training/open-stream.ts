import type { StateTree } from '@graph/core';
import { CurriculumStream, openTableStream, type TrainingStream } from '@graph/online';
import { fileSources, stdinSource } from '@graph/stream/node';
import type { TrainSettings } from '../settings/train-settings.js';
import { asUsage } from './as-usage.js';
import { tableSettingsOf } from './learning-of.js';
import { schemaOptions } from './schema-options.js';

/**
 * Opens what a run learns: the curriculum, or the table that `--data` names; at its start, or where the session was whose
 * state is given.
 *
 * @throws UsageError if the file or the target is not there.
 */
export async function openStream(
  settings: TrainSettings,
  state: StateTree | undefined,
): Promise<TrainingStream> {
  const { data } = settings;
  if (data === undefined) return openCurriculum(settings, state);
  const options = await asUsage(() => schemaOptions(settings));
  const source = data === '-' ? stdinSource() : await asUsage(() => fileSources([data]));
  return asUsage(() => openTableStream(source, options, tableSettingsOf(settings), state));
}

function openCurriculum(settings: TrainSettings, state: StateTree | undefined): CurriculumStream {
  return new CurriculumStream(
    {
      batchSize: settings['batch-size'],
      seed: settings.seed,
      order: settings.order as 'curriculum' | 'shuffled',
      startLevel: settings['start-level'],
      maxLevel: settings['max-level'],
      examplesPerLevel: settings['examples-per-level'],
      allowRegression: settings['allow-regression'],
      ...(settings['advance-loss'] === undefined ? {} : { advanceLoss: settings['advance-loss'] }),
      ...(settings['regression-loss'] === undefined ? {} : { regressionLoss: settings['regression-loss'] }),
    },
    state?.['stream'] as StateTree | undefined,
  );
}
