import { LearnerError } from '@graph/learner';
import { StreamError } from '@graph/stream';
import { renderHeader } from '../report/render-header.js';
import { renderReport } from '../report/render-report.js';
import type { TrainingReport } from '../report/training-report.js';
import { RunRecorder } from '../reporting/run-recorder.js';
import { removeEmptyRun } from '../run-folder.js';
import { openFigures } from '../saving/figure-log.js';
import { openPredictions, type PredictionsLog } from '../saving/predictions-log.js';
import type { ResolvedSettings } from '../settings/resolve-settings.js';
import { runSettings, runTarget } from '../settings/run-settings.js';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';
import { commandLine } from '../terminal/command-line.js';
import { grouped } from '../terminal/format.js';
import { reasonOf } from '../terminal/system-words.js';
import { checkMemory } from './check-memory.js';
import { conductRun, openSession } from './conduct-run.js';
import { openStream } from './open-stream.js';
import { chooseFolder, loadRun, RunCheckpoints } from './run-checkpoints.js';
import { RunClock } from './run-clock.js';
import { RunDisplay } from './run-display.js';
import { listenForStop, type StopSignals } from './stop-signals.js';
import { machineClock } from './train-clock.js';

/** How a run is shown. */
export type RunOptions = {
  readonly version: string;
  /** Whether only the result is wanted. */
  readonly quiet: boolean;
};

/** What a run ended with; no report where it was stopped before its first row. */
export type RunResult = {
  readonly report: TrainingReport | undefined;
  readonly text: string | undefined;
  readonly exitCode: number;
};

/**
 * Runs `train-online`: checks what was asked for, trains, saves and reports.
 *
 * @throws UsageError before anything is written, if it cannot be done as asked; or after all that could be learned is
 * saved, if a row cannot be read.
 */
export async function runTraining(given: ResolvedSettings, options: RunOptions): Promise<RunResult> {
  const stop = listenForStop();
  try {
    return await stoppableRun(given, options, stop);
  } finally {
    stop.close();
  }
}

async function stoppableRun(
  given: ResolvedSettings,
  { quiet, version }: RunOptions,
  stop: StopSignals,
): Promise<RunResult> {
  const resumed = given.values.resume === undefined ? undefined : await loadRun(given.values.resume);
  const times = new RunClock(resumed?.report);
  const settings = runSettings(given, resumed);
  const target = runTarget(settings, resumed);
  const saved = resumed?.tree;
  const display = new RunDisplay(quiet ? 0 : settings.verbose, resumed?.report.examples ?? 0);
  let predictions: PredictionsLog | undefined;
  const stream = await stop.orStopped(
    openStream(settings, saved, display.say, (prediction) => predictions?.add(prediction)),
    () => display.waiting(0),
  );
  if (stream === undefined) return stoppedBeforeTheFirstRow(stop);
  const memoryBytes = checkMemory(settings, stream);
  const session = openSession(settings, stream, saved);
  const metrics = openFigures(settings, resumed, (line) => display.warn(line));
  const predicted = saved === undefined ? undefined : session.examples - stream.pendingRows;
  predictions = openPredictions(settings, stream, predicted, (line) => display.warn(line));
  const recorder = new RunRecorder(session, resumed?.history);
  const place = chooseFolder(settings, resumed);
  const { folder } = place;
  const checkpoints = await RunCheckpoints.open(folder, settings, resumed === undefined).catch((error) => {
    removeEmptyRun(place);
    throw error;
  });
  metrics?.begin(checkpoints.run);

  for (const warning of resumed?.warnings ?? []) display.warn(`warning: ${warning}`);
  const { newRowsPerStep } = session.learner;
  display.say(
    renderHeader(settings, {
      ...{ version, stream, newRowsPerStep, memoryBytes, folder, target },
      resumedAt: resumed === undefined ? undefined : session.examples,
    }),
  );
  stop.onFirst((name) => display.say(`${name}: finishing the step and saving; once more leaves at once`));

  try {
    const { report, failure } = await conductRun({
      ...{ settings, target, session, checkpoints, metrics, predictions, recorder, times, display },
      clock: machineClock,
      signal: stop.signal,
    });
    display.clear();
    const again = ['--resume', folder];
    await drawRun(checkpoints.fileAt(session.examples), display);
    if (failure !== undefined) throw streamFailure(failure, session.examples, again);
    const text = renderReport(report, {
      keptCheckpoints: await checkpoints.count(),
      folder,
      points: recorder.points(),
      resumeCommand: resumeCommand(settings, again, moreExamples(settings, session.examples, target)),
    });
    return { report, text, exitCode: stop.exitCode() };
  } catch (cause) {
    display.clear();
    const error =
      LearnerError.is(cause) && cause.code === 'NON_FINITE' ? diverged(cause, session, settings) : cause;
    if (!UsageError.is(error) && checkpoints.newestExamples !== undefined)
      display.warn(
        `The last whole checkpoint is kept. Resume from it with: ${commandLine(['--resume', folder])}`,
      );
    throw error;
  } finally {
    await stop.orStopped(stream.close());
    // A read that waits for bytes cannot be taken back.
    if (settings.data === '-') process.stdin.destroy();
    metrics?.close();
    predictions?.close();
    await checkpoints.close();
    if (checkpoints.newestExamples === undefined) removeEmptyRun(place);
  }
}

/** Draws the page of a run. All is saved by then: that it cannot be written is said, and ends nothing. */
async function drawRun(checkpoint: string, display: RunDisplay): Promise<void> {
  try {
    const { drawRuns } = await import('../reporting/draw-runs.js');
    await drawRuns([checkpoint], { output: undefined, overwrite: true });
  } catch (error) {
    display.warn(`warning: report.html cannot be written: ${reasonOf(error)}`);
  }
}

function stoppedBeforeTheFirstRow(stop: StopSignals): RunResult {
  process.stderr.write('train-online: stopped before the first row was learned from; nothing was written.\n');
  return { report: undefined, text: undefined, exitCode: stop.exitCode() };
}

/** Says why the rows end here, what is saved, and how to continue. */
function streamFailure(cause: unknown, examples: number, again: readonly string[]): Error {
  const isData = StreamError.is(cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  const isBadRow = isData && (cause.code === 'BAD_ROW' || cause.code === 'RECORD_TOO_LONG');
  const command = commandLine(isBadRow ? [...again, '--on-bad-row', 'skip'] : again);
  const how = isBadRow ? 'Pass it over with' : 'When that is mended, resume with';
  const message = `${reason}\nAll ${grouped(examples)} rows before it are saved. ${how}: ${command}`;
  return isData ? new UsageError(message, { cause }) : new Error(message, { cause });
}

/** Says where learning went out of all bounds, and what to do: of such a state nothing is worth saving. */
function diverged(cause: Error, { examples }: { examples: number }, settings: TrainSettings): Error {
  const rate = settings.lr === undefined ? '' : `, now ${settings.lr}`;
  return new Error(
    `learning diverged after ${grouped(examples)} examples: ${cause.message}\n` +
      `The state is not saved. Begin anew with a lower --lr${rate}, or with --optimizer adam.`,
    { cause },
  );
}

/** The command that goes on from here. Of standard input it has to be said which rows come then. */
function resumeCommand({ data }: TrainSettings, again: readonly string[], more: readonly string[]): string {
  if (data !== '-') return commandLine([...again, ...more]);
  const next = commandLine([...again, '--data', '-', '--continue']);
  return `… | ${next}\n  (with the rows that come next; without --continue, with the same rows from the start)`;
}

/** The resume command names a goal of its own only where the old one is reached. */
function moreExamples(settings: TrainSettings, examples: number, target: number | undefined): string[] {
  return settings.data === undefined && target !== undefined && examples >= target
    ? ['--examples', String(2 * examples)]
    : [];
}
