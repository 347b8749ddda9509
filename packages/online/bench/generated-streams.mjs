// Streams whose best possible figures are known from how they are made. Each is the same rows at every call.
import { exp, ln, Random } from '@graph/core';

function rows(name, count, row) {
  const random = Random.fromSeed(1, 'streams', name);
  return Array.from({ length: count }, (_, at) => row(random, at));
}

/** A standard normal number (Marsaglia's polar method). */
function normal(random) {
  for (;;) {
    const [x, y] = [2 * random.float() - 1, 2 * random.float() - 1];
    const s = x * x + y * y;
    if (s > 0 && s < 1) return x * Math.sqrt((-2 * ln(s)) / s);
  }
}

const numbered = (values) => Object.fromEntries(values.map((value, at) => [`x${at}`, value]));
const draws = (random, count, draw) => Array.from({ length: count }, () => draw(random));
const uniform = (random) => random.float();
const chance = (random, logit) => random.float() < 1 / (1 + exp(-logit));

export const GENERATED = {
  // SEA (Street and Kim 2001) with three drifts and 10 % noise: at most .90 right.
  sea: () =>
    rows('sea', 40_000, (random, at) => {
      const [a, b, c] = draws(random, 3, (each) => 10 * each.float());
      const threshold = [8, 9, 7, 9.5][Math.floor(at / 10_000)];
      return { a, b, c, y: a + b <= threshold !== random.float() < 0.1 };
    }),
  // All labels flipped after half of the rows.
  flipped: () =>
    rows('flipped', 20_000, (random, at) => {
      const x = draws(random, 5, uniform);
      return { ...numbered(x), y: x[0] + x[1] * x[2] > 0.4 + x[3] / 2 !== at >= 10_000 };
    }),
  // Friedman 1 (1991), whose columns change their parts after half of the rows; noise of deviation 1.
  friedman: () =>
    rows('friedman', 10_000, (random, at) => {
      const x = draws(random, 10, uniform);
      const [a, b, c, d, e] = at < 5000 ? x : x.slice(5);
      // The sine of Friedman's function by its parabola: the same bits on every machine.
      const t = a * b;
      const y = 40 * t * (1 - t) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + normal(random);
      return { ...numbered(x), y };
    }),
  'noisy-classes': () =>
    rows('noisy-classes', 10_000, (random) => {
      const x = draws(random, 10, normal);
      return { ...numbered(x), y: chance(random, (x[0] + x[1] + x[2] + x[3]) / 2) };
    }),
  'noisy-number': () =>
    rows('noisy-number', 10_000, (random) => {
      const x = draws(random, 10, normal);
      return { ...numbered(x), y: 0.7 * (x[0] + x[1] + x[2] + x[3]) + 2 * normal(random) };
    }),
  'pure-noise': () =>
    rows('pure-noise', 6000, (random) => ({ ...numbered(draws(random, 8, normal)), y: normal(random) })),
  rare: () =>
    rows('rare', 20_000, (random) => {
      const x = draws(random, 6, normal);
      return { ...numbered(x), y: chance(random, -3.9 + 0.6 * (x[0] + x[1] + x[2])) };
    }),
};
