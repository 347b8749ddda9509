import { describe, expect, it } from 'vitest';
import { Lesson, STEPS, STEPS_PER_PIECE } from '../src/lesson/lesson.ts';
import { CAPACITIES, STRATEGIES, STRENGTHS, USUAL } from '../src/lesson/settings.ts';

function accuraciesAfter(settings: typeof USUAL, seed = 1): readonly (readonly number[])[] {
  const lesson = new Lesson(settings, seed);
  while (!lesson.isOver) lesson.step();
  return lesson.contenders.map((contender) => contender.accuracies());
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a lesson', () => {
  it.each([1, 2, 3])(
    'shows that what is not rehearsed is forgotten, whatever the first weights (%i)',
    (seed) => {
      const [without, withIt] = accuraciesAfter(USUAL, seed);
      expect(without!.at(-1)).toBeGreaterThan(0.95);
      expect(average(without!.slice(0, -1))).toBeLessThan(0.7);
      expect(Math.min(...withIt!)).toBeGreaterThan(0.9);
    },
  );

  it('has two networks that are alike where nothing is remembered', () => {
    const [without, withIt] = accuraciesAfter({ ...USUAL, capacity: 0 });
    expect(withIt).toEqual(without);
  });

  it('shows that a hundred points are enough, and that rehearsing the newest forgets again', () => {
    expect(average(accuraciesAfter({ ...USUAL, capacity: 100 })[1]!)).toBeGreaterThan(0.9);
    expect(average(accuraciesAfter({ ...USUAL, strategy: 'recency' })[1]!)).toBeLessThan(0.8);
  });

  it('takes every setting that the page has', () => {
    const changes = [
      ...CAPACITIES.map((capacity) => ({ capacity })),
      ...STRATEGIES.map((strategy) => ({ strategy })),
      ...STRENGTHS.map((strength) => ({ strength })),
    ];
    for (const change of changes) {
      const lesson = new Lesson({ ...USUAL, ...change }, 1);
      lesson.step();
      expect(lesson.steps).toBe(1);
    }
  });

  it('consolidates at the end of each piece', () => {
    const [without] = accuraciesAfter({ ...USUAL, strength: 1 });
    expect(without).not.toEqual(accuraciesAfter(USUAL)[0]);
    expect(without!.at(-1)).toBeGreaterThan(0.9);
  });

  it('goes through its pieces and ends', () => {
    const lesson = new Lesson(USUAL, 1);
    const pieces = new Set<number>();
    for (let step = 0; step < STEPS + 5; step += 1) {
      pieces.add(lesson.piece);
      expect(lesson.piecesDone).toBe(Math.floor(Math.min(step, STEPS) / STEPS_PER_PIECE));
      lesson.step();
    }
    expect([...pieces]).toEqual([0, 1, 2, 3, 4]);
    expect([lesson.steps, lesson.isOver]).toEqual([STEPS, true]);
  });
});
