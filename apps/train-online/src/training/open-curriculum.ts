import type { StateTree } from '@graph/core';
import {
  CurriculumStream,
  OnlineError,
  type OpenedLevels,
  openLevels,
  type WhenFinished,
} from '@graph/online';
import { fileSource } from '@graph/stream/node';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';
import { asUsage } from './as-usage.js';
import { schemaOptions } from './schema-options.js';

/**
 * Opens the standard curriculum, or that of the files that `--levels` names; at its start, or where the session was whose state is
 * given.
 *
 * @throws UsageError if a file or the target is not there, or they are no levels.
 */
export async function openCurriculum(
  settings: TrainSettings,
  state: StateTree | undefined,
): Promise<CurriculumStream> {
  const { 'advance-loss': advanceLoss, 'regression-loss': regressionLoss } = settings;
  return new CurriculumStream(
    {
      batchSize: settings['batch-size'],
      seed: settings.seed,
      order: settings.order as 'curriculum' | 'shuffled',
      ...(settings.levels.length === 0
        ? { startLevel: settings['start-level'], maxLevel: settings['max-level'] }
        : { levels: await levelsOfFiles(settings) }),
      whenFinished: settings.then as WhenFinished,
      examplesPerLevel: settings['examples-per-level'],
      allowRegression: settings['allow-regression'],
      ...(advanceLoss === undefined ? {} : { advanceLoss }),
      ...(regressionLoss === undefined ? {} : { regressionLoss }),
    },
    state?.['stream'] as StateTree | undefined,
  );
}

/** Reads the files of `--levels` whole. */
export async function levelsOfFiles(settings: TrainSettings): Promise<OpenedLevels['levels']> {
  try {
    return await asUsage(async () => {
      const { onContradiction: _, ...options } = await schemaOptions(settings);
      const { levels } = await openLevels(settings.levels.map(fileSource), options);
      return levels;
    });
  } catch (error) {
    throw OnlineError.is(error) ? new UsageError(error.message, { cause: error }) : error;
  }
}
