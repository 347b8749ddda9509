import { Random } from '@graph/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistoryFigures, ReportError, RunHistory, type RunHistoryState } from '../src/index.js';

/** Figures that follow from the number of examples alone. */
const figuresAt = (examples: number): HistoryFigures => ({
  metric: { model: (examples % 97) / 97, 'last class': examples % 5 === 0 ? null : 0.5 },
  memory: { DE: Math.min(examples, 1000), NO: examples > 500 ? examples - 500 : undefined },
});

/** Runs steps of `batch` examples from where a history is. */
function go(history: RunHistory, examples: number, batch = 8): RunHistory {
  while (history.examples < examples) {
    history.update(batch, 1 / (1 + history.examples));
    if (history.examples % 360 === 0) history.event('drift');
    if (history.examples === 800) history.event('level', 'from 1 to 2: learned');
    if (history.isDue) history.record(figuresAt(history.examples));
  }
  return history;
}

const seriesOf = (history: RunHistory, group: string, name: string): readonly number[] =>
  history.points().series.find((series) => series.group === group && series.name === name)!.values;

describe('RunHistory', () => {
  it('keeps so many points at most, however long the run is, and covers all of it', () => {
    for (const examples of [1000, 10_000, 300_000]) {
      const history = go(new RunHistory({ points: 32, interval: 8 }), examples);
      const { ends, rows } = history.points();
      expect(ends.length).toBeLessThan(32);
      expect(ends.length).toBeGreaterThanOrEqual(15);
      expect(rows.reduce((sum, count) => sum + count, 0)).toBe(ends.at(-1));
      expect(history.examples - ends.at(-1)!).toBeLessThan(history.interval);
      // Steps divide the first interval here: so every point covers as much as it should.
      expect(new Set(rows)).toEqual(new Set([history.interval]));
    }
  });

  it('has 512 points by default', () => {
    const history = go(new RunHistory(), 70_000, 16);
    expect(history.points().ends.length).toBeLessThan(512);
    expect(history.points().ends.length).toBeGreaterThan(255);
  });

  it('merges losses as their mean by rows, the memory as the later, and events as their sum', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            rows: fc.integer({ min: 1, max: 40 }),
            loss: fc.integer({ min: 0, max: 100 }),
            drift: fc.boolean(),
          }),
          { minLength: 1, maxLength: 200 },
        ),
        (steps) => {
          const history = new RunHistory({ points: 8, interval: 16 });
          let [examples, sum, drifts] = [0, 0, 0];
          let recorded = { examples: 0, sum: 0, drifts: 0 };
          for (const { rows, loss, drift } of steps) {
            history.update(rows, loss);
            examples += rows;
            sum += rows * loss;
            if (drift) {
              history.event('drift');
              drifts += 1;
            }
            if (!history.isDue) continue;
            history.record({ memory: { all: examples } });
            recorded = { examples, sum, drifts };
          }
          const { ends, rows, series, eventCounts } = history.points();
          expect(eventCounts.drift ?? 0).toBe(drifts);
          expect(ends.at(-1) ?? 0).toBe(recorded.examples);
          if (ends.length === 0) return;
          const valuesOf = (group: string): readonly number[] =>
            series.find((each) => each.group === group)?.values ?? ends.map(() => 0);
          expect(valuesOf('memory')).toEqual(ends);
          expect(valuesOf('events').reduce((all, count) => all + count, 0)).toBe(recorded.drifts);
          const total = valuesOf('loss').reduce((all, loss, at) => all + loss * rows[at]!, 0);
          expect(total).toBeCloseTo(recorded.sum, 6);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('has no value where there was none, and the later series begin where they begin', () => {
    const history = new RunHistory({ interval: 4 });
    history.update(4, Number.NaN);
    history.record({ metric: { model: null } });
    history.update(4, 0.5);
    history.record({ metric: { model: 0.25 }, experts: { bayes: 1 } });
    expect(seriesOf(history, 'loss', 'new')).toEqual([Number.NaN, 0.5]);
    expect(seriesOf(history, 'metric', 'model')).toEqual([Number.NaN, 0.25]);
    expect(seriesOf(history, 'experts', 'bayes')).toEqual([Number.NaN, 1]);
    history.update(4, 0.5);
    history.record();
    expect(seriesOf(history, 'metric', 'model')).toEqual([Number.NaN, 0.25, Number.NaN]);
  });

  it('is the same to the bit when it is stopped anywhere and restored', () => {
    const whole = go(new RunHistory({ points: 16, interval: 8 }), 4000).state();
    const random = Random.fromSeed(1, 'stops');
    for (let run = 0; run < 40; run += 1) {
      const history = go(new RunHistory({ points: 16, interval: 8 }), 8 * random.below(500));
      // What is drawn in between leaves no trace.
      history.points(figuresAt(history.examples));
      const restored = RunHistory.from(structuredClone(history.state()));
      expect(restored.state()).toEqual(history.state());
      expect(go(restored, 4000).state()).toEqual(whole);
    }
  });

  it('ends the last point for a picture without ending it for good', () => {
    const history = go(new RunHistory({ interval: 64 }), 100);
    const before = history.state();
    const drawn = history.points({ metric: { model: 0.75 } });
    expect(drawn.ends.at(-1)).toBe(history.examples);
    expect(drawn.series.find(({ name }) => name === 'model')!.values.at(-1)).toBe(0.75);
    expect(history.state()).toEqual(before);
  });

  it('has one series for names beyond the sixteenth, with the sum of rows and the mean of others', () => {
    const history = new RunHistory({ interval: 1 });
    const names = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`class ${at}`, at]));
    for (let point = 0; point < 3; point += 1) {
      history.update(1, 1);
      history.record({ memory: names, experts: names });
    }
    const { series } = history.points();
    expect(series.filter(({ group }) => group === 'memory')).toHaveLength(17);
    expect(seriesOf(history, 'memory', 'others')).toEqual([70, 70, 70]);
    expect(seriesOf(history, 'experts', 'others')).toEqual([17.5, 17.5, 17.5]);
    expect(seriesOf(history, 'memory', 'class 15')).toEqual([15, 15, 15]);
  });

  it('keeps the words of the first 200 events, and counts all', () => {
    const history = new RunHistory();
    for (let at = 0; at < 500; at += 1) {
      history.update(1, 1);
      history.event('class', `class ${at} appeared`);
    }
    const { events, eventCounts } = history.points();
    expect(events).toHaveLength(200);
    expect(events[3]).toEqual({ kind: 'class', at: 4, text: 'class 3 appeared' });
    expect(eventCounts).toEqual({ class: 500 });
  });

  it('refuses options and figures that it does not know', () => {
    const history = new RunHistory();
    history.update(1, 1);
    const wrongs: readonly (() => unknown)[] = [
      () => new RunHistory({ points: 7 }),
      () => new RunHistory({ points: 9 }),
      () => new RunHistory({ interval: 0 }),
      () => new RunHistory({ pionts: 8 } as object),
      () => history.event('dirft' as 'drift'),
      () => history.record({ losses: { new: 1 } } as object),
    ];
    for (const wrong of wrongs) expect(wrong).toThrowError(expect.objectContaining({ code: 'OPTION' }));
    expect(history.points().ends).toEqual([]);
  });

  it('refuses a state with any field that is missing or of another kind', () => {
    const state = go(new RunHistory({ points: 16, interval: 8 }), 1000).state();
    for (const key of Object.keys(state))
      for (const value of [undefined, null, 'x', -1, [], new Float64Array(3).fill(7)]) {
        const wrong = { ...state, [key]: value } as RunHistoryState;
        try {
          expect(RunHistory.from(wrong).state(), `${key}: ${value}`).toEqual(wrong);
        } catch (error) {
          if (!ReportError.is(error)) throw error;
          expect(error.code).toBe('STATE');
        }
      }
  });
});
