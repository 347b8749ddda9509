import { ln, Random } from '@graph/core';
import type { LinearTask } from '../../src/index.js';

/** A row and what it is to answer. */
export type Row = { readonly x: Float64Array<ArrayBuffer>; readonly y: number };

const normal = (random: Random): number => {
  // The sum of twelve is near enough, and needs no logarithm.
  let sum = -6;
  for (let at = 0; at < 12; at += 1) sum += random.float();
  return sum;
};

/** Rows as an encoder makes them: numbers, pieces from 0 to 1, and codes that are mostly 0; their targets are noisy. */
export function rowsOf(task: LinearTask, count: number, width: number, seed = 1, classes = 3): Row[] {
  const random = Random.fromSeed(seed, task);
  const true_ = Array.from({ length: classes }, () =>
    Float64Array.from({ length: width }, () => normal(random)),
  );
  return Array.from({ length: count }, () => {
    const x = Float64Array.from({ length: width }, (_, index) => {
      if (index % 3 === 0) return normal(random);
      if (index % 3 === 1) return Math.max(0, Math.min(1, normal(random) + 0.5));
      return random.below(4) === 0 ? 1 : 0;
    });
    const answers = true_.map((w) => w.reduce((sum, weight, index) => sum + weight * x[index]!, 0));
    if (task === 'number') return { x, y: 40 + 3 * answers[0]! + 2 * normal(random) };
    if (task === 'binary') return { x, y: answers[0]! - ln(1 / random.float() - 1) > 0 ? 1 : 0 };
    const noisy = answers.map((answer) => answer + normal(random));
    return { x, y: noisy.indexOf(Math.max(...noisy)) };
  });
}
