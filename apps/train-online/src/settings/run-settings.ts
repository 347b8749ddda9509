import type { StateTree } from '@graph/core';
import type { SavedRun } from '../training/run-checkpoints.js';
import type { ResolvedSettings } from './resolve-settings.js';
import type { TrainSettings } from './train-settings.js';
import { continueSettings } from './trajectory.js';
import { UsageError } from './usage-error.js';

/** The settings of a new run, or those of the saved one with what may be changed. */
export function runSettings(given: ResolvedSettings, saved: SavedRun | undefined): TrainSettings {
  if (saved !== undefined) {
    const before = saved.tree['settings'];
    if (before === undefined)
      throw new UsageError(
        'This checkpoint has no settings of a run: it is of one key (train-online keyed export), and cannot be trained on.',
      );
    return continueSettings(given, before as StateTree, saved.report.config);
  }
  const { values } = given;
  if (values.prune === undefined || values['prune-over'] !== undefined) return values;
  const examples = runTarget(values, undefined);
  if (examples === undefined)
    throw new UsageError(
      '--prune needs --prune-over N, the examples over which to prune, where the run has no end.',
    );
  return { ...values, 'prune-over': examples };
}

/** New examples at which to stop; undefined = none. */
export function runTarget(settings: TrainSettings, resumed: SavedRun | undefined): number | undefined {
  const wanted = settings.examples ?? (settings.data === undefined ? 10_000 : 0);
  if (wanted === 0) return undefined;
  const done = resumed?.report.examples ?? 0;
  if (wanted < done)
    throw new UsageError(
      `--examples is ${wanted}, and the run has learned from ${done} already: give a larger number, or 0 to train until stopped.`,
    );
  return wanted;
}
