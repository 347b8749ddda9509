import { type StreamMetrics, StreamScore } from '@graph/online';
import { metricTable } from '../report/metric-table.js';
import { UsageError } from '../settings/usage-error.js';
import { grouped } from '../terminal/format.js';
import { type PredictorRun, SavedPredictor } from './saved-predictor.js';
import { saySkipped } from './say-skipped.js';

/** What `evaluate` was asked for. */
export type EvaluateOptions = {
  readonly from: string;
  readonly data: string;
  readonly onBadRow: 'fail' | 'skip';
};

/** What `evaluate --json` prints. */
export type EvaluateReport = {
  readonly schemaVersion: 1;
  readonly checkpoint: string;
  /** Rows that the run had learned from. */
  readonly examples: number;
  readonly badRows: number;
  /** Rows without the target: there is nothing to compare with. */
  readonly unlabelledRows: number;
  readonly metrics: StreamMetrics;
};

/**
 * Scores a run on rows that it does not learn from, beside guesses that need no model.
 *
 * @throws UsageError if it cannot be done as asked.
 */
export async function runEvaluate(
  options: EvaluateOptions,
): Promise<{ readonly report: EvaluateReport; readonly text: string }> {
  const predictor = await SavedPredictor.open({ ...options, wantsTargets: true });
  try {
    const { run, schema } = predictor;
    for (const warning of run.warnings) process.stderr.write(`warning: ${warning}\n`);
    const score = new StreamScore(schema.targets);
    for (let answered = await predictor.next(); answered !== undefined; answered = await predictor.next()) {
      const { answers, rows, width } = answered;
      for (let row = 0; row < rows.size; row += 1)
        score.update(rows.truths, row * schema.targets.length, answers, row * width, width);
    }
    saySkipped(predictor);
    const metrics = score.metrics(predictor.classesMet);
    if (metrics.rows === 0)
      throw new UsageError(
        `${options.data} has no rows to score${predictor.unlabelledRows > 0 ? `: all ${grouped(predictor.unlabelledRows)} are without a target` : ''}.`,
      );
    const newClasses = predictor.classesMet.slice(predictor.classes.length);
    const report = {
      schemaVersion: 1 as const,
      checkpoint: run.file,
      examples: run.examples,
      badRows: predictor.skippedRows,
      unlabelledRows: predictor.unlabelledRows,
      metrics,
    };
    return { report, text: render(metrics, schema.targets[0]!.name, run, newClasses) };
  } finally {
    await predictor.close();
  }
}

function render(
  metrics: StreamMetrics,
  target: string,
  run: PredictorRun,
  newClasses: readonly string[],
): string {
  const { task, rows } = metrics;
  const lines = [`Scored with ${run.file}, which had learned from ${grouped(run.examples)} examples`];
  for (const { name, ...figures } of metrics.targets ?? [{ name: target, ...metrics }])
    lines.push(
      '',
      `${name}: ${task}, ${grouped(rows)} rows predicted and not learned`,
      ...metricTable(figures, task),
    );
  if (newClasses.length > 0)
    lines.push('', `The run had not met, and so cannot predict: ${newClasses.slice(0, 10).join(', ')}`);
  return lines.join('\n');
}
