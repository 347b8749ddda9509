import { describe, expect, it } from 'vitest';
import { learnCase } from './learn-case.ts';

/** Whole files where this is set, which is what the figures are about; else their first rows, with figures that these allow. */
const isWhole = Boolean(process.env['GRAPH_WHOLE_CASES']);

/** What noise allows, and what must be reached: of the whole file, and of its first rows. */
describe.each([
  { name: 'noisy-classes.csv', target: 'label', figure: 'logLoss', whole: 0.595, rows: 2500, first: 0.6 },
  { name: 'noisy-number.csv', target: 'y', figure: 'r2', whole: 0.31, rows: 2500, first: 0.295 },
  { name: 'rare.csv', target: 'fraud', figure: 'logLoss', whole: 0.134, rows: 4000, first: 0.146 },
  { name: 'pure-noise.csv', target: 'y', figure: 'r2', whole: -0.005, rows: 2500, first: -0.009 },
])('$name', ({ name, target, figure, whole, rows, first }) => {
  it(`has a good ${figure} although there is not much to learn`, async () => {
    const { metrics } = await learnCase(name, target, isWhole ? {} : { examples: String(rows) });
    const [found, wanted] = [metrics[figure]!, isWhole ? whole : first];
    if (figure === 'logLoss') expect(found).toBeLessThanOrEqual(wanted);
    else expect(found).toBeGreaterThanOrEqual(wanted);
    if (isWhole && name === 'rare.csv') expect(metrics['auc']).toBeCloseTo(0.735, 3);
  });
});
