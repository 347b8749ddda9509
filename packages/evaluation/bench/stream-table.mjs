import { Random } from '@graph/core';

export const ROWS = 20000;

/**
 * A table of rows with targets, made by `next(row, inputs)` for one row after the other: yes or no (task `binary`), the
 * number of a class (`classes`) or a number (`regression`).
 */
export function table(name, width, seed, make, task = 'binary') {
  const random = Random.fromSeed(seed, 'concepts', name);
  const inputs = new Float32Array(ROWS * width);
  const targets = new Float32Array(ROWS);
  const next = make(random);
  for (let row = 0; row < ROWS; row += 1)
    targets[row] = Number(next(row, inputs.subarray(row * width, (row + 1) * width)));
  return { task, width, rows: ROWS, inputs, targets };
}

export const gaussian = (random) => {
  let sum = -3;
  for (let draw = 0; draw < 6; draw += 1) sum += random.float();
  return sum * Math.SQRT2;
};
export const direction = (random, width) => Float64Array.from({ length: width }, () => gaussian(random));
export const dot = (weights, values) =>
  weights.reduce((sum, weight, index) => sum + weight * values[index], 0);
export const noisy = (random, label, share) => (random.float() < share ? !label : label);
export const uniformRow = (random, inputs) => {
  for (let index = 0; index < inputs.length; index += 1) inputs[index] = (random.float() * 2 - 1) * 1.7;
};

/** A random concept: the sign of a sum of six random half-spaces. */
export function concept(random, width) {
  const units = Array.from({ length: 6 }, () => ({
    weights: direction(random, width),
    bias: gaussian(random),
    vote: gaussian(random),
  }));
  return (inputs) =>
    units.reduce(
      (sum, { weights, bias, vote }) => sum + (dot(weights, inputs) + bias > 0 ? vote : -vote),
      0,
    ) > 0;
}
