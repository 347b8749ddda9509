import type { MetricValue } from '../session/reports.js';

/** Figures by name; null where there is nothing to say yet. */
export type Figures = Readonly<Record<string, MetricValue | undefined>>;

/**
 * Joins the figures of a run with those of guesses that need no model: `accuracy` of the best constant is
 * `baselineAccuracy`, that of the row before is `lastClassAccuracy`, or of a number `lastValueMae`.
 */
export function withBaselines(own: Figures, constant: Figures, last: Figures): Figures {
  const prefixed = (prefix: string, figures: Figures): [string, MetricValue | undefined][] =>
    Object.entries(figures)
      // R² of a mean, or the log loss of a bare guess, says nothing.
      .filter(([name, value]) => name !== 'r2' && value !== null)
      .map(([name, value]) => [`${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`, value]);
  return {
    ...own,
    ...Object.fromEntries(prefixed('baseline', constant)),
    ...Object.fromEntries(prefixed('accuracy' in own ? 'lastClass' : 'lastValue', last)),
  };
}
