import { RunHistory } from '@graph/report';
import { describe, expect, it } from 'vitest';
import { renderLead } from '../dist/report/render-lead.js';
import { signedChart } from '../dist/terminal/signed-chart.js';

/** The course of a model and a guess, one point for each pair. */
function courseOf(pairs: readonly (readonly [model: number, guess: number])[]) {
  const history = new RunHistory({ interval: 1 });
  for (const [model, guess] of pairs) {
    history.update(1, 0.5);
    history.record({ metric: { model, 'last class': guess, mean: guess } });
  }
  return history.points();
}

describe('the chart of model less guess', () => {
  it('has its zero between two lines of bars', () => {
    expect(signedChart([1, 0.5, 0, -0.5, -1])).toEqual(['█▄   ', '   ▀█']);
    expect(signedChart([0, 0])).toEqual(['  ', '  ']);
    // However little a value is, its side is seen.
    expect(signedChart([1, 0.001, -0.001])).toEqual(['█▁ ', '  ▔']);
  });

  it('says at how many points the model was behind the best guess, whichever way is better', () => {
    const metrics = {
      task: 'binary',
      rows: 4,
      accuracy: 0.7,
      baselineAccuracy: 0.5,
      lastClassAccuracy: 0.75,
    };
    const pairs = [
      [0.9, 0.8],
      [0.7, 0.8],
      [0.6, 0.8],
      [0.9, 0.8],
    ] as const;
    const text = renderLead(metrics, courseOf(pairs)).join('\n');
    expect(text).toContain('“last class”');
    expect(text).toContain('behind it at 2 of 4 points');
    const numbers = { task: 'regression', rows: 4, mae: 1, baselineMae: 2 };
    expect(renderLead(numbers, courseOf(pairs)).join('\n')).toContain('behind it at 2 of 4 points');
    expect(
      renderLead(
        numbers,
        courseOf([
          [1, 2],
          [1, 3],
        ]),
      ).join('\n'),
    ).toContain('at none of 2 points behind it');
  });

  it('fits a terminal, and is not there before there is a course', () => {
    const metrics = { task: 'regression', rows: 500, mae: 1, baselineMae: 2 };
    const lines = renderLead(metrics, courseOf(Array.from({ length: 500 }, (_, at) => [at % 7, 3] as const)));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(renderLead(metrics, courseOf([[1, 2]]))).toEqual([]);
    expect(
      renderLead(
        { task: 'regression', rows: 0 },
        courseOf([
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toEqual([]);
  });
});
