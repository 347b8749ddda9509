import { concept, direction, gaussian, table, uniformRow } from './stream-table.mjs';

/** Four classes, the quadrants of a plane that turns by `speed` radians a row; 3 % noise. */
const quadrants = (name, seed, speed) =>
  table(
    name,
    4,
    seed,
    (random) => (row, inputs) => {
      for (let index = 0; index < 4; index += 1) inputs[index] = gaussian(random);
      if (random.float() < 0.03) return random.below(4);
      const [sin, cos] = [Math.sin(row * speed), Math.cos(row * speed)];
      const [x, y] = [inputs[0] * cos + inputs[1] * sin, inputs[1] * cos - inputs[0] * sin];
      return (x > 0 ? 1 : 0) + (y > 0 ? 2 : 0);
    },
    'classes',
  );

/** Rows about 20 centres of four classes, each of which moves by `speed` a row and turns back at the walls (MOA's RBF). */
const movingCentres = (name, seed, speed) =>
  table(
    name,
    6,
    seed,
    (random) => {
      const centres = Array.from({ length: 20 }, (_, index) => {
        const way = direction(random, 6);
        const length = Math.hypot(...way);
        return {
          label: index % 4,
          at: Float64Array.from({ length: 6 }, () => (random.float() * 2 - 1) * 1.7),
          step: way.map((value) => (speed * value) / length),
        };
      });
      return (_, inputs) => {
        for (const { at, step } of centres)
          for (let index = 0; index < 6; index += 1) {
            at[index] += step[index];
            if (Math.abs(at[index]) > 1.7) step[index] = -Math.sign(at[index]) * Math.abs(step[index]);
          }
        const { label, at } = centres[random.below(centres.length)];
        for (let index = 0; index < 6; index += 1) inputs[index] = at[index] + 0.4 * gaussian(random);
        return label;
      };
    },
    'classes',
  );

/** Streams of four classes: labels that change places, and worlds that never stop moving, none of them a plane. */
export const classStreams = {
  'classes permuted, abrupt': (seed) =>
    table(
      'permuted',
      8,
      seed,
      (random) => {
        const [one, other] = [concept(random, 8), concept(random, 8)];
        // Every class gets another number at every change.
        const labels = [0, 1, 3, 2].map((turn) => [0, 1, 2, 3].map((label) => label ^ turn));
        return (row, inputs) => {
          uniformRow(random, inputs);
          const label = Number(one(inputs)) + 2 * Number(other(inputs));
          return random.float() < 0.05 ? random.below(4) : labels[Math.floor(row / 5000)][label];
        };
      },
      'classes',
    ),
  'moving RBF centres, slow': (seed) => movingCentres('rbf-slow', seed, 0.0003),
  'moving RBF centres, fast': (seed) => movingCentres('rbf-fast', seed, 0.003),
  'rotating quadrants, slow': (seed) => quadrants('quadrants-slow', seed, 0.0005),
  'rotating quadrants, fast': (seed) => quadrants('quadrants-fast', seed, 0.002),
};
