import { short } from '../terminal/format.js';
import { table } from '../terminal/table.js';

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

/** Sets the figures of one target beside those of guesses that need no model, as `StreamMetrics` names them. */
export function metricTable(metrics: Readonly<Record<string, unknown>>, task: string): string[] {
  const isNumber = task === 'regression';
  const guesses = isNumber
    ? { mean: 'baseline', 'last value': 'lastValue' }
    : { 'majority class': 'baseline', 'last class': 'lastClass' };
  const shown = Object.keys(WORDS).filter((name) => typeof metrics[name] === 'number');
  const cell = (name: string): string => (typeof metrics[name] === 'number' ? short(metrics[name]) : '–');
  return table([
    ['', 'this run', ...Object.keys(guesses)],
    ...shown.map((name) => [
      WORDS[name]!,
      cell(name),
      ...Object.values(guesses).map((guess) => cell(`${guess}${name[0]!.toUpperCase()}${name.slice(1)}`)),
    ]),
  ]);
}
