import type { TrainingReport } from '../report/training-report.js';
import type { TrainSettings } from '../settings/train-settings.js';
import { reasonOf } from '../terminal/system-words.js';
import type { SavedRun } from '../training/run-checkpoints.js';
import { type EventLog, openEvents } from './event-log.js';
import { type FigureLine, figureLine } from './figure-line.js';
import { type MetricsLog, openMetrics } from './metrics-log.js';

/** Where the figures of a run go while it trains. */
type Output = MetricsLog | EventLog;

/** The figures of a run at intervals: for `--metrics` and `--tensorboard`. */
export class FigureLog {
  /** Rows between two points; undefined: at each checkpoint. */
  readonly #interval: number | undefined;
  readonly #warn: (message: string) => void;
  #outputs: readonly Output[];
  #before: FigureLine | undefined;

  /**
   * @param before - the last point of the run that is resumed.
   * @param warn - says what can be written no more.
   */
  constructor(
    outputs: readonly Output[],
    interval: number | undefined,
    before: FigureLine | undefined,
    warn: (message: string) => void,
  ) {
    this.#outputs = outputs;
    this.#interval = interval;
    this.#before = before;
    this.#warn = warn;
  }

  /** Says whose the points are that come. @param run - the name of the run. */
  begin(run: string): void {
    for (const output of this.#outputs) output.begin(run);
  }

  /** The last point. */
  get last(): FigureLine | undefined {
    return this.#before;
  }

  /** Whether every checkpoint is a point. */
  get followsCheckpoints(): boolean {
    return this.#interval === undefined;
  }

  /** Whether an interval has ended since the last point: which depends on the rows alone, not on where a run was stopped. */
  isDue(examples: number): boolean {
    const interval = this.#interval;
    if (interval === undefined) return false;
    return Math.floor(examples / interval) > Math.floor((this.#before?.examples ?? 0) / interval);
  }

  /** Adds a point. What cannot be written is said once and left: figures are not worth what was learned. */
  write(report: TrainingReport): void {
    const line = figureLine(report, this.#before);
    this.#before = line;
    for (const output of this.#outputs) {
      try {
        output.write(line);
      } catch (error) {
        this.#warn(
          `warning: ${output.name} cannot be written any more: ${reasonOf(error)}; the run goes on without it`,
        );
        this.#outputs = this.#outputs.filter((each) => each !== output);
        output.close();
      }
    }
  }

  close(): void {
    for (const output of this.#outputs) output.close();
  }
}

/**
 * Opens what `--metrics` and `--tensorboard` ask for, if they do.
 *
 * @param resumed - the run that is resumed.
 * @param warn - says what can be written no more.
 * @throws UsageError if something cannot be written, or holds what is another's.
 */
export function openFigures(
  settings: Pick<TrainSettings, 'metrics' | 'metrics-interval' | 'tensorboard' | 'overwrite' | 'data'>,
  resumed: Pick<SavedRun, 'report' | 'history' | 'info'> | undefined,
  warn: (message: string) => void,
): FigureLog | undefined {
  const report = resumed?.report;
  const metrics = openMetrics(settings, report && { examples: report.examples, run: resumed?.info.run });
  const events = openEvents(settings, report?.examples);
  const outputs = [metrics, events].filter((output) => output !== undefined);
  if (outputs.length === 0) return undefined;
  const before =
    resumed?.history?.logged ?? (report === undefined ? undefined : figureLine(report, undefined));
  return new FigureLog(outputs, settings['metrics-interval'], before, warn);
}
