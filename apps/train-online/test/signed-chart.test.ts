import { RunHistory } from '@graph/report';
import { describe, expect, it } from 'vitest';
import { renderLead } from '../dist/report/render-lead.js';
import { worseThanGuesses } from '../dist/report/worse-than-guesses.js';
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

describe('a run that is worse than a guess', () => {
  const metrics = {
    task: 'binary',
    rows: 500,
    accuracy: 0.8,
    baselineAccuracy: 0.7,
    lastClassAccuracy: 0.75,
  };

  it('is told so, by the best of them, and by its probabilities', () => {
    expect(worseThanGuesses({ ...metrics, logLoss: 0.4, baselineLogLoss: 0.6 })).toEqual([]);
    expect(worseThanGuesses({ ...metrics, baselineAccuracy: 0.81, lastClassAccuracy: 0.853 })).toEqual([
      'Worse than a guess that needs no model: accuracy is 0.8, and 0.853 for repeating the last label.',
    ]);
    expect(worseThanGuesses({ ...metrics, logLoss: 0.7, baselineLogLoss: 0.6 })).toEqual([
      'Worse than a guess that needs no model: log loss is 0.7, and 0.6 for always giving the shares of the classes.',
    ]);
    const numbers = { task: 'regression', rows: 500, mae: 2, baselineMae: 3, lastValueMae: 1 };
    expect(worseThanGuesses(numbers)).toEqual([
      'Worse than a guess that needs no model: MAE is 2, and 1 for repeating the last number.',
    ]);
    const several = {
      task: 'regression',
      rows: 500,
      targets: [
        { name: 'a', mae: 1, baselineMae: 2 },
        { name: 'b', ...numbers },
      ],
    };
    expect(worseThanGuesses(several)).toHaveLength(1);
    expect(worseThanGuesses(several)[0]).toContain('MAE of b is');
    // Of few rows it may be chance, and what is as good is not worse.
    expect(worseThanGuesses({ ...metrics, rows: 150, lastClassAccuracy: 0.9 })).toEqual([]);
    expect(worseThanGuesses({ ...metrics, lastClassAccuracy: 0.8 })).toEqual([]);
  });
});

describe('the chart of model less guess', () => {
  it('has its zero between two lines of bars', () => {
    expect(signedChart([1, 0.5, 0, -0.5, -1])).toEqual(['█▄   ', '   ▀█']);
    expect(signedChart([0, 0])).toEqual(['  ', '  ']);
    // However little a value is, its side is seen.
    expect(signedChart([1, 0.001, -0.001])).toEqual(['█▁ ', '  ▔']);
  });

  it('says in how many windows the model was better than the best guess, whichever way is better', () => {
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
    expect(text).toContain('better than repeating the last label in 2 of 4 windows, worse in 2');
    const numbers = { task: 'regression', rows: 4, mae: 1, baselineMae: 2 };
    expect(renderLead(numbers, courseOf(pairs)).join('\n')).toContain(
      'better than always saying the mean in 2 of 4 windows, worse in 2',
    );
    expect(
      renderLead(
        numbers,
        courseOf([
          [1, 2],
          [1, 3],
        ]),
      ).join('\n'),
    ).toContain('better than always saying the mean in 2 of 2 windows\n');
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
