import { availableMemory } from 'node:process';
import type { StateTree } from '@graph/core';
import { createSession, restoreSession, type TrainingSession, type TrainingStream } from '@graph/online';
import { bytesFor } from '@graph/replay';
import { renderHeader } from '../report/render-header.js';
import { renderReport } from '../report/render-report.js';
import type { TrainingReport } from '../report/training-report.js';
import type { ResolvedSettings } from '../settings/resolve-settings.js';
import type { TrainSettings } from '../settings/train-settings.js';
import { continueSettings, trajectoryState } from '../settings/trajectory.js';
import { UsageError } from '../settings/usage-error.js';
import { commandLine } from '../terminal/command-line.js';
import { bytes, grouped, short } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { asUsage } from './as-usage.js';
import { learningOf } from './learning-of.js';
import { MetricsLog } from './metrics-log.js';
import { openStream } from './open-stream.js';
import { chooseFolder, loadRun, RunCheckpoints, type SavedRun } from './run-checkpoints.js';
import { RunClock } from './run-clock.js';
import { listenForStop } from './stop-signals.js';
import { train } from './train.js';
import { trainingReport } from './training-report.js';

const CHECKPOINT_EVERY_MS = 60_000;
const STATISTICS_EVERY = 1000;

/** How a run is shown. */
export type RunOptions = {
  readonly version: string;
  /** Whether only the result is wanted. */
  readonly quiet: boolean;
};

/** What a run ended with. */
export type RunResult = { readonly report: TrainingReport; readonly text: string; readonly exitCode: number };

/**
 * Runs `train-online`: checks what was asked for, trains, saves and reports.
 *
 * @throws UsageError before anything is written, if it cannot be done as asked.
 */
export async function runTraining(
  given: ResolvedSettings,
  { quiet, version }: RunOptions,
): Promise<RunResult> {
  const resumed = given.values.resume === undefined ? undefined : await loadRun(given.values.resume);
  const clock = new RunClock(resumed?.report);
  const settings = settingsOf(given, resumed);
  const target = targetOf(settings, resumed);
  const saved = resumed?.tree;
  const stream = await openStream(settings, saved);
  const memoryBytes = checkMemory(settings, stream);
  const learning = learningOf(settings);
  const session =
    saved === undefined ? createSession(stream, learning) : restoreSession(stream, learning, saved);
  const metrics =
    settings.metrics === undefined ? undefined : new MetricsLog(settings.metrics, resumed?.report.examples);
  const folder = chooseFolder(settings, resumed);
  const checkpoints = await RunCheckpoints.open(folder, settings, resumed === undefined);

  const say = quiet || settings.verbose === 0 ? () => undefined : (line: string) => progress.log(line);
  const progress = new Progress(process.stderr, session.examples);
  for (const warning of resumed?.warnings ?? []) process.stderr.write(`warning: ${warning}\n`);
  const { newRowsPerStep } = session.learner;
  say(
    renderHeader(settings, {
      ...{ version, stream, newRowsPerStep, memoryBytes, folder, target },
      resumedAt: resumed === undefined ? undefined : session.examples,
    }),
  );

  const stop = listenForStop((name) =>
    say(`${name}: finishing the step and saving; once more leaves at once`),
  );
  const report = (stateDigest: string, isFinal: boolean): TrainingReport =>
    trainingReport({
      settings,
      session,
      clock,
      checkpoint: checkpoints.newestFile,
      stateDigest,
      isFinal,
    });
  const stateOf = (): StateTree => ({
    settings: trajectoryState(settings),
    ...session.state(),
  });
  const save = async ({ isFinal }: { readonly isFinal: boolean }): Promise<void> => {
    await checkpoints.ready;
    const now = report('', isFinal);
    metrics?.write(now);
    const ranges = Object.entries(session.memory.takeChanges());
    checkpoints.save(stateOf(), {
      examples: session.examples,
      report: now,
      score: stream.score(now),
      changed: Object.fromEntries(ranges.map(([array, changed]) => [`memory.${array}`, changed])),
    });
  };

  try {
    let statisticsAt = Math.floor(session.examples / STATISTICS_EVERY);
    await asUsage(() =>
      train(
        session,
        {
          examples: target,
          checkpointInterval: settings['checkpoint-interval'],
          checkpointEveryMs: CHECKPOINT_EVERY_MS,
          signal: stop.signal,
        },
        {
          onCheckpoint: () => save({ isFinal: session.examples === target }),
          onLevelChange: ({ kind, from, to, reason }) =>
            say(`${kind === 'advance' ? 'advance' : 'back'} from level ${from} to ${to}: ${reason}`),
          onStep: () => {
            const { examples } = session;
            if (quiet || settings.verbose === 0) return;
            if (progress.isDue(examples)) progress.show({ examples, target, detail: detailOf(session) });
            if (settings.verbose < 2 || Math.floor(examples / STATISTICS_EVERY) === statisticsAt) return;
            statisticsAt = Math.floor(examples / STATISTICS_EVERY);
            say(statisticsLine(session));
          },
        },
      ),
    );
    // The interval may have ended just here; what is saved already is not saved twice.
    if (checkpoints.newestExamples !== session.examples) await save({ isFinal: true });
    const { stateDigest } = (await checkpoints.flush())!;
    session.finish();
    const final = report(stateDigest, true);
    const kept = await checkpoints.count();
    progress.clear();
    const resumeCommand = commandLine([
      '--resume',
      folder,
      ...moreExamples(settings, session.examples, target),
    ]);
    const text = renderReport(final, {
      keptCheckpoints: kept,
      folder,
      resumeCommand,
    });
    return { report: final, text, exitCode: stop.exitCode() };
  } catch (error) {
    progress.clear();
    if (checkpoints.newestFile !== null)
      process.stderr.write(
        `The last whole checkpoint is kept. Resume from it with: ${commandLine(['--resume', folder])}\n`,
      );
    throw error;
  } finally {
    progress.clear();
    stop.close();
    await stream.close();
    await checkpoints.close();
  }
}

/** The settings of a new run, or those of the saved one with what may be changed. */
function settingsOf(given: ResolvedSettings, saved: SavedRun | undefined): TrainSettings {
  if (saved !== undefined)
    return continueSettings(given, saved.tree['settings'] as StateTree, saved.report.config);
  const { values } = given;
  if (values.prune === undefined || values['prune-over'] !== undefined) return values;
  const examples = targetOf(values, undefined);
  if (examples === undefined)
    throw new UsageError(
      '--prune needs --prune-over N, the examples over which to prune, where the run has no end.',
    );
  return { ...values, 'prune-over': examples };
}

/** New examples at which to stop; undefined = none. */
function targetOf(settings: TrainSettings, resumed: SavedRun | undefined): number | undefined {
  const wanted = settings.examples ?? (settings.data === undefined ? 10_000 : 0);
  if (wanted === 0) return undefined;
  const done = resumed?.report.examples ?? 0;
  if (wanted < done)
    throw new UsageError(
      `--examples is ${wanted}, and the run has learned from ${done} already: give a larger number, or 0 to go on until stopped.`,
    );
  return wanted;
}

/** @returns the bytes of a full memory. @throws UsageError if the machine has not as many. */
function checkMemory(settings: TrainSettings, { memorySchema }: TrainingStream): number {
  const capacity = settings['replay-capacity'];
  const needed = bytesFor(memorySchema, capacity);
  const available = availableMemory();
  if (needed > available)
    throw new UsageError(
      `--replay-capacity ${grouped(capacity)} needs ${bytes(needed)} (${grouped(needed)} bytes), and this machine has ${bytes(available)} left: lower it to ${grouped(Math.floor((capacity * available * 0.8) / needed))} or less.`,
    );
  return needed;
}

function detailOf({ learner, stream }: TrainingSession): string {
  return `${progressOf(stream)}  loss ${short(learner.stats().smoothedLoss)}`;
}

function progressOf(stream: TrainingStream): string {
  const progress = stream.progress();
  if ('level' in progress) return `level ${progress.level} ${progress.name}`;
  return `${progress.metric === 'mae' ? 'MAE' : progress.metric} ${short(progress.value)}`;
}

function statisticsLine(session: TrainingSession): string {
  const { memory, learner, stream } = session;
  const { averageLoss, smoothedLoss, trainedRows, consolidations } = learner.stats();
  return `${grouped(session.examples)} examples  ${progressOf(stream)}  loss ${short(smoothedLoss)} (average ${short(averageLoss)})  trained ${grouped(trainedRows)}  memory ${grouped(memory.size)}  consolidations ${consolidations}`;
}

/** The resume command names a goal of its own only where the old one is reached. */
function moreExamples(settings: TrainSettings, examples: number, target: number | undefined): string[] {
  return settings.data === undefined && target !== undefined && examples >= target
    ? ['--examples', String(2 * examples)]
    : [];
}
