import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { TrainingReport } from '../report/training-report.js';
import { UsageError } from '../settings/usage-error.js';

/** The file of `--metrics`: one JSON line per interval. */
export class MetricsLog {
  readonly #file: string;

  /**
   * Starts the file anew, or goes on with it: lines of examples that a resumed run learns again are taken away.
   *
   * @throws UsageError if it cannot be written.
   */
  constructor(file: string, resumedAt: number | undefined) {
    this.#file = file;
    try {
      const kept = resumedAt !== undefined && existsSync(file) ? linesUpTo(file, resumedAt) : [];
      writeFileSync(file, kept.map((line) => `${line}\n`).join(''));
    } catch (error) {
      throw new UsageError(`--metrics ${file} cannot be written: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** Adds one line. */
  write({ examples, trainedExamples, seconds, loss, metrics, retention, levels }: TrainingReport): void {
    const { average: averageLoss, final: smoothedLoss } = loss;
    const figures = Object.entries(metrics ?? {}).filter(([, value]) => typeof value === 'number');
    const line = {
      ...{ examples, trainedExamples, seconds, averageLoss, smoothedLoss },
      ...(metrics === undefined
        ? { averageR2: retention?.averageR2, r2: levels?.map(({ heldOut }) => heldOut.r2) }
        : { ...Object.fromEntries(figures), drifts: metrics.drifts?.found }),
    };
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

function linesUpTo(file: string, examples: number): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => {
      try {
        return line !== '' && (JSON.parse(line) as { examples: number }).examples <= examples;
      } catch {
        // The line that a kill cut off.
        return false;
      }
    });
}
