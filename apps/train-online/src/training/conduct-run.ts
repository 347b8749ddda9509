import type { StateTree } from '@graph/core';
import { createSession, restoreSession, type TrainingSession, type TrainingStream } from '@graph/online';
import type { TrainingReport } from '../report/training-report.js';
import type { RunRecorder } from '../reporting/run-recorder.js';
import type { FigureLog } from '../saving/figure-log.js';
import type { PredictionsLog } from '../saving/predictions-log.js';
import { RunSaver } from '../saving/run-saver.js';
import type { TrainSettings } from '../settings/train-settings.js';
import { learningOf } from './learning-of.js';
import type { RunCheckpoints } from './run-checkpoints.js';
import type { RunTimes } from './run-clock.js';
import type { RunDisplay } from './run-display.js';
import { train } from './train.js';
import type { TrainClock } from './train-clock.js';
import { trainingReport } from './training-report.js';

const CHECKPOINT_EVERY_MS = 60_000;

/** Examples between checkpoints where the user does not say: of the curriculum, and of a table, whose rows come faster. */
const CHECKPOINT_INTERVAL = { curriculum: 1000, table: 10_000 };

/** All that a run needs once it is known where its rows come from and where it is saved. */
export type RunParts = {
  readonly settings: TrainSettings;
  /** New examples at which to stop; undefined where the stream says so. */
  readonly target: number | undefined;
  readonly session: TrainingSession;
  readonly checkpoints: RunCheckpoints;
  readonly metrics: FigureLog | undefined;
  /** Written before what was learned is saved, so that it never lacks a row. */
  readonly predictions?: Pick<PredictionsLog, 'flush'> | undefined;
  readonly recorder: Pick<RunRecorder, 'save' | 'stepped'>;
  readonly times: RunTimes;
  readonly clock: TrainClock;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
  readonly display: Pick<RunDisplay, 'levelChanged' | 'step' | 'waiting'>;
};

/** Makes the session of a new run, or that of a saved one. */
export function openSession(
  settings: TrainSettings,
  stream: TrainingStream,
  saved: StateTree | undefined,
): TrainingSession {
  const learning = learningOf(settings);
  return saved === undefined ? createSession(stream, learning) : restoreSession(stream, learning, saved);
}

/**
 * Trains until the target, the end of the stream, or a stop; saves on the way and at the end.
 *
 * @returns the report of the state that was saved last, and why the source of the rows failed, if it did.
 */
export async function conductRun(
  parts: RunParts,
): Promise<{ readonly report: TrainingReport; readonly failure?: unknown }> {
  const { settings, session, target, recorder, display, times, clock, signal } = parts;
  const interval = settings['checkpoint-interval'];
  const usual = CHECKPOINT_INTERVAL[settings.data === undefined ? 'curriculum' : 'table'];
  const saver = new RunSaver({
    ...parts,
    isExact: interval !== undefined,
    report: (isFinal) => trainingReport({ settings, session, clock: times, isFinal }),
  });
  const { failure } = await train(
    session,
    {
      examples: target,
      checkpointInterval: interval ?? usual,
      checkpointEveryMs: CHECKPOINT_EVERY_MS,
      ...{ signal, clock },
    },
    {
      onCheckpoint: (reason) => {
        parts.predictions?.flush();
        return saver.checkpoint(reason);
      },
      onLevelChange: (change) => display.levelChanged(change),
      onStep: (result) => {
        recorder.stepped(result);
        saver.stepped();
        display.step(session, target);
      },
      onWait: () => display.waiting(session.examples),
    },
  );
  parts.predictions?.flush();
  return { report: await saver.finish(), failure };
}
