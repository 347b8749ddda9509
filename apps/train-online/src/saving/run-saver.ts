import type { StateTree } from '@graph/core';
import type { TrainingSession } from '@graph/online';
import type { TrainingReport } from '../report/training-report.js';
import type { RunRecorder } from '../reporting/run-recorder.js';
import type { TrainSettings } from '../settings/train-settings.js';
import { trajectoryState } from '../settings/trajectory.js';
import type { RunCheckpoints } from '../training/run-checkpoints.js';
import type { TrainClock } from '../training/train-clock.js';
import type { FigureLog } from './figure-log.js';

/** By default a save waits until so many times as long as the last one took has passed: 5 % of the time at most. */
const PATIENCE = 20;

/** What a saver saves, and how. */
export type RunSaverOptions = {
  readonly session: TrainingSession;
  readonly checkpoints: RunCheckpoints;
  readonly settings: TrainSettings;
  /** New examples at which the run ends; undefined where the stream says so. */
  readonly target: number | undefined;
  readonly metrics: FigureLog | undefined;
  readonly recorder: Pick<RunRecorder, 'save'>;
  readonly clock: TrainClock;
  /** Whether every interval is saved; otherwise one is passed over where saves would cost too much. */
  readonly isExact: boolean;
  /** Measures the run as it is; `isFinal` as well as can be. */
  readonly report: (isFinal: boolean) => TrainingReport;
};

/** Saves a run, and says of it what was saved: every figure is that of the state with the digest beside it. */
export class RunSaver {
  readonly #options: RunSaverOptions;
  /** Whether the state is another than that of the newest checkpoint. */
  #isDirty = true;
  #saved: { readonly report: TrainingReport; readonly isFinal: boolean } | undefined;
  #savedMs = Number.NEGATIVE_INFINITY;
  #costMs = 0;

  constructor(options: RunSaverOptions) {
    this.#options = options;
  }

  /** After a step: what was learned is to be saved, and its figures are noted where an interval has ended. */
  stepped(): void {
    this.#isDirty = true;
    const { metrics, session, report } = this.#options;
    if (metrics?.isDue(session.examples)) metrics.write(report(false));
  }

  /** Saves if there is anything new, and at the end of an interval only if it is worth it; returns whether it did. */
  async checkpoint(reason: 'interval' | 'time'): Promise<boolean> {
    const { clock, isExact } = this.#options;
    const isDue = isExact || reason === 'time' || clock.now() - this.#savedMs >= PATIENCE * this.#costMs;
    if (!isDue) return false;
    const { session, target } = this.#options;
    if (this.#isNew) await this.#save(session.examples === target);
    return true;
  }

  /** Saves the state with which the run ends, if it is not saved yet, and reports it with its digest. */
  async finish(): Promise<TrainingReport> {
    if (this.#isNew || this.#saved?.isFinal !== true) await this.#save(true);
    const { stateDigest } = (await this.#options.checkpoints.flush())!;
    return { ...this.#saved!.report, stateDigest };
  }

  get #isNew(): boolean {
    const { checkpoints, session } = this.#options;
    return this.#isDirty || checkpoints.newestExamples !== session.examples;
  }

  async #save(isFinal: boolean): Promise<void> {
    const { session, checkpoints, clock, metrics, recorder, settings } = this.#options;
    await checkpoints.ready;
    const startedMs = clock.now();
    const report = { ...this.#options.report(isFinal), checkpoint: checkpoints.fileAt(session.examples) };
    const state: StateTree = { settings: trajectoryState(settings), ...session.state() };
    const ranges = Object.entries(session.memory.takeChanges());
    // Measured again as well as can be, an unchanged state is no news.
    if (metrics?.followsCheckpoints && (this.#isNew || this.#saved === undefined)) metrics.write(report);
    const saving = checkpoints.save(state, {
      examples: session.examples,
      report,
      history: { ...recorder.save(), ...(metrics?.last === undefined ? {} : { logged: metrics.last }) },
      score: session.stream.score(report),
      changed: Object.fromEntries(ranges.map(([array, changed]) => [`memory.${array}`, changed])),
    });
    this.#isDirty = false;
    this.#saved = { report, isFinal };
    this.#savedMs = clock.now();
    this.#costMs = this.#savedMs - startedMs;
    saving.then(
      () => {
        this.#costMs = clock.now() - startedMs;
      },
      // Reported by the next save, or at the end.
      () => undefined,
    );
  }
}
