import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { TrainingReport } from '../report/training-report.js';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';

/** What each line begins with: so that the command knows its own. */
const OWN = '{"trainOnline":"metrics",';

/** Not waiting for a pipe that nobody reads; 0 where the system has no such thing. */
const NO_WAIT: number = constants.O_NONBLOCK ?? 0;

/** The file of `--metrics`: one JSON line per checkpoint. */
export class MetricsLog {
  readonly #file: number;
  #before: TrainingReport | undefined;

  /**
   * @param file - open for appending.
   * @param before - of the run that is resumed.
   */
  constructor(file: number, before: TrainingReport | undefined) {
    this.#file = file;
    this.#before = before;
  }

  /** Adds one line. */
  write(report: TrainingReport): void {
    const { examples, trainedExamples, seconds, loss, metrics, retention, levels } = report;
    const { average: averageLoss, final: smoothedLoss } = loss;
    const line = {
      ...{ examples, trainedExamples, seconds, averageLoss, smoothedLoss },
      since: sinceLine(this.#before, report),
      ...(metrics === undefined
        ? { averageR2: retention?.averageR2, r2: levels?.map(({ heldOut }) => heldOut.r2) }
        : {
            ...figuresOf(metrics),
            ...(metrics.targets && { targets: metrics.targets.map(figuresOf) }),
            drifts: metrics.drifts?.found,
          }),
    };
    this.#before = report;
    try {
      writeSync(this.#file, `${OWN}${JSON.stringify(line).slice(1)}\n`);
    } catch (error) {
      // A pipe that is full or has no reader any more: figures may be missed, training must not wait for them.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN' && code !== 'EPIPE') throw error;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/**
 * Opens the file of `--metrics`, if there is to be one: starts it anew, or continues it. Lines of this command about
 * examples that a resumed run learns again are taken away, and none of anybody else.
 *
 * @throws UsageError if it cannot be written, or holds what this command did not write.
 */
export function openMetrics(
  settings: Pick<TrainSettings, 'metrics' | 'overwrite' | 'data'>,
  resumed: TrainingReport | undefined,
): MetricsLog | undefined {
  const { metrics: path, overwrite } = settings;
  if (path === undefined) return undefined;
  if (settings.data !== undefined && isSameFile(path, settings.data))
    throw new UsageError(`--metrics ${path} is the file of --data, which is only read: name another file.`);
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_CREAT | constants.O_APPEND | constants.O_WRONLY | NO_WAIT);
    if (fstatSync(file).isFile()) {
      const text = readFileSync(path, 'utf8');
      if (text !== '' && !text.startsWith(OWN)) {
        if (!overwrite)
          throw new UsageError(
            `--metrics ${path} holds what train-online did not write: name another file, or replace it with --overwrite.`,
          );
        ftruncateSync(file);
      } else {
        const kept = keptLines(text, resumed?.examples ?? -1);
        if (kept !== text) {
          ftruncateSync(file);
          writeSync(file, kept);
        }
      }
    }
    return new MetricsLog(file, resumed);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    if (UsageError.is(error)) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENXIO' ? 'nobody reads this pipe yet; start its reader first' : message;
    throw new UsageError(`--metrics ${path} cannot be written: ${reason}`, { cause: error });
  }
}

function isSameFile(path: string, other: string): boolean {
  const [first, second] = [path, other].map((name) => statSync(name, { throwIfNoEntry: false }));
  return first?.isFile() === true && first.ino === second?.ino && first.dev === second.dev;
}

/** Leaves out our lines about more than so many examples, and one of ours that a kill cut off. */
function keptLines(text: string, examples: number): string {
  const kept = text.split(/(?<=\n)/).filter((line) => {
    if (!line.startsWith(OWN)) return true;
    try {
      return (JSON.parse(line) as { examples: number }).examples <= examples;
    } catch {
      return false;
    }
  });
  return kept.join('');
}

function figuresOf(metrics: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metrics).filter(([name, value]) => typeof value === 'number' || name === 'name'),
  );
}

/** Means over the rows since the line before, where they can be told from those of the whole run. */
function sinceLine(before: TrainingReport | undefined, now: TrainingReport): Record<string, number | null> {
  const examples = now.examples - (before?.examples ?? 0);
  const means: Record<string, number | null> = { examples };
  for (const name of ['accuracy', 'mae', 'logLoss'])
    if (typeof now.metrics?.[name] === 'number')
      means[name] = meanSince(
        [before?.metrics?.rows ?? 0, before?.metrics?.[name]],
        [now.metrics.rows, now.metrics[name]],
      );
  return means;
}

function meanSince(before: readonly [number, unknown], now: readonly [number, unknown]): number | null {
  const [rowsBefore, meanBefore] = before;
  const [rows, mean] = now;
  if (typeof mean !== 'number' || rows <= rowsBefore) return null;
  const sumBefore = typeof meanBefore === 'number' ? meanBefore * rowsBefore : 0;
  return (mean * rows - sumBefore) / (rows - rowsBefore);
}
