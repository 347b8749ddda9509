import { UsageError } from '../settings/usage-error.js';
import { grouped, short } from '../terminal/format.js';
import { table } from '../terminal/table.js';
import { AnswerScore, type TargetScore } from './answer-score.js';
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
  readonly metrics: Readonly<Record<string, unknown>>;
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
    const score = new AnswerScore(schema);
    for (let answered = await predictor.next(); answered !== undefined; answered = await predictor.next())
      score.add(answered);
    saySkipped(predictor);
    const scores = score.report();
    if (scores[0]!.rows === 0) throw new UsageError(`${options.data} has no rows to score.`);
    const newClasses = predictor.classesMet.slice(predictor.classes.length);
    const report = {
      schemaVersion: 1 as const,
      checkpoint: run.file,
      examples: run.examples,
      badRows: predictor.skippedRows,
      metrics: metricsOf(scores, predictor.classesMet),
    };
    return { report, text: render(scores, run, newClasses) };
  } finally {
    await predictor.close();
  }
}

/** The same names as in the report of a run. */
function metricsOf(
  scores: readonly TargetScore[],
  classes: readonly string[],
): Readonly<Record<string, unknown>> {
  const [first] = scores;
  const figures = ({ compared: [own, constant, last], confusion }: TargetScore) => ({
    ...own!.figures,
    ...prefixed('baseline', constant!.figures),
    ...prefixed('last', last!.figures),
    ...(confusion === null ? {} : { confusion }),
  });
  return {
    task: first!.task,
    rows: first!.rows,
    ...(scores.length === 1 ? figures(first!) : {}),
    ...(classes.length === 0 ? {} : { classes }),
    ...(scores.length === 1
      ? {}
      : { targets: scores.map((score) => ({ name: score.name, ...figures(score) })) }),
  };
}

/** `accuracy` of the majority class as `baselineAccuracy`, and of the last one as `lastClassAccuracy`. */
function prefixed(
  prefix: 'baseline' | 'last',
  figures: Readonly<Record<string, number | null>>,
): Readonly<Record<string, number | null>> {
  const isClass = 'accuracy' in figures;
  const start = prefix === 'baseline' ? prefix : isClass ? 'lastClass' : 'lastValue';
  return Object.fromEntries(
    Object.entries(figures)
      // R² of a mean, or the log loss of a bare guess, says nothing.
      .filter(([name, value]) => name !== 'r2' && value !== null)
      .map(([name, value]) => [`${start}${name[0]!.toUpperCase()}${name.slice(1)}`, value]),
  );
}

const WORDS: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  balancedAccuracy: 'balanced accuracy',
  f1: 'F1',
  macroF1: 'macro F1',
  logLoss: 'log loss',
  rocAuc: 'ROC AUC',
  mae: 'MAE',
  rmse: 'RMSE',
  r2: 'R²',
};

function render(scores: readonly TargetScore[], run: PredictorRun, newClasses: readonly string[]): string {
  const lines = [`Scored with ${run.file}, which had learned from ${grouped(run.examples)} examples`];
  for (const { compared, name, rows, task } of scores) {
    const shown = Object.keys(compared[0]!.figures).filter((key) => compared[0]!.figures[key] !== null);
    lines.push(
      '',
      `${name}: ${task}, ${grouped(rows)} rows predicted and not learned`,
      ...table([
        ['', ...compared.map((one) => one.name)],
        ...shown.map((key) => [
          WORDS[key] ?? key,
          ...compared.map(({ figures }) => (figures[key] === undefined ? '–' : short(figures[key]))),
        ]),
      ]),
    );
  }
  if (newClasses.length > 0)
    lines.push('', `The run had not met, and so cannot predict: ${newClasses.slice(0, 10).join(', ')}`);
  return lines.join('\n');
}
