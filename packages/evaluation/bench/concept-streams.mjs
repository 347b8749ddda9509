import { classStreams } from './class-streams.mjs';
import { concept, direction, dot, noisy, table, uniformRow } from './stream-table.mjs';

/** SEA (Street and Kim 2001): the sum of two of three numbers under a threshold; 10 % noise. */
const sea = (thresholds) => (random) => (row, inputs) => {
  uniformRow(random, inputs);
  const threshold = thresholds[Math.floor(row / 5000) % thresholds.length];
  return noisy(random, (inputs[0] / 1.7 + 1) * 5 + (inputs[1] / 1.7 + 1) * 5 <= threshold, 0.1);
};

const within = (value, low, high) => value >= low && value <= high;
/** Functions 1, 2, 3 and 7 of Agrawal, Imielinski and Swami 1993. */
const agrawal = [
  ({ age }) => age < 40 || age >= 60,
  ({ age, salary }) =>
    age < 40 ? within(salary, 50, 100) : age < 60 ? within(salary, 75, 125) : within(salary, 25, 75),
  ({ age, education }) => (age < 40 ? education <= 1 : age < 60 ? within(education, 1, 3) : education >= 2),
  ({ salary, commission, loan }) => 0.67 * (salary + commission) - 0.2 * loan - 20 > 0,
];

/** Concepts 1, 2 and 3 of STAGGER (Schlimmer and Granger 1986): of size, colour and shape, 0 to 2 each. */
const stagger = [
  ([size, colour]) => size === 0 && colour === 0,
  ([, colour, shape]) => colour === 1 || shape === 1,
  ([size]) => size > 0,
];

/** SINE1 and SINE2 (Gama et al. 2004), and both reversed; the last two of four numbers are irrelevant. */
const under1 = (x, y) => y < Math.sin(x);
const under2 = (x, y) => y < 0.5 + 0.3 * Math.sin(3 * Math.PI * x);
const sines = [under1, under2, (x, y) => !under1(x, y), (x, y) => !under2(x, y)];

/** Which of four concepts a row follows: for 2,000 rows after each change the old one comes ever more rarely. */
const gradually = (row, random) => {
  const now = Math.floor(row / 5000);
  const isOld = now > 0 && row % 5000 < 2000 && random.float() > (row % 5000) / 2000;
  return isOld ? now - 1 : now;
};

const segments = (rows, make) => (random) => {
  const concepts = make(random);
  return (row, inputs) => {
    uniformRow(random, inputs);
    return noisy(random, concepts[Math.floor(row / rows) % concepts.length](inputs), 0.05);
  };
};

/** Friedman's function 1 (1991) of the first five of ten numbers in the order of `places`, to about unit variance. */
function friedman(inputs, places) {
  const [a, b, c, d, e] = places.map((place) => inputs[place] / 3.4 + 0.5);
  return (10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e - 14.4) / 5;
}
const ORDERS = [
  [0, 1, 2, 3, 4],
  [5, 6, 7, 8, 9],
  [3, 4, 0, 1, 2],
  [9, 8, 7, 6, 5],
];
const friedmanTable = (name, seed, orderAt) =>
  table(
    name,
    10,
    seed,
    (random) => (row, inputs) => {
      uniformRow(random, inputs);
      return (
        friedman(inputs, ORDERS[orderAt(row, random)]) +
        0.4 * (random.float() + random.float() + random.float() - 1.5)
      );
    },
    'regression',
  );

/** Makes each stream of the study: concepts that change abruptly, gradually, slowly, in turn, and not at all. */
export const conceptStreams = {
  'SEA, abrupt': (seed) => table('sea', 3, seed, sea([8, 9, 7, 9.5])),
  'labels switched, abrupt': (seed) =>
    table(
      'switched',
      8,
      seed,
      segments(5000, (random) => {
        const one = concept(random, 8);
        return [one, (inputs) => !one(inputs)];
      }),
    ),
  'new concepts, abrupt': (seed) =>
    table(
      'abrupt',
      8,
      seed,
      segments(5000, (random) => [0, 1, 2, 3].map(() => concept(random, 8))),
    ),
  'new concepts, gradual': (seed) =>
    table('gradual', 8, seed, (random) => {
      const concepts = [0, 1, 2, 3].map(() => concept(random, 8));
      return (row, inputs) => {
        uniformRow(random, inputs);
        return noisy(random, concepts[gradually(row, random)](inputs), 0.05);
      };
    }),
  'rotating hyperplane, slow': (seed) =>
    table('hyperplane', 10, seed, (random) => {
      const weights = direction(random, 10);
      const drift = direction(random, 10);
      return (_, inputs) => {
        uniformRow(random, inputs);
        for (let index = 0; index < 10; index += 1) weights[index] += drift[index] * 0.0008;
        return noisy(random, dot(weights, inputs) > 0, 0.05);
      };
    }),
  'Agrawal 1, 2, 3, 7, abrupt': (seed) =>
    table('agrawal', 5, seed, (random) => (row, inputs) => {
      const person = {
        salary: 20 + 130 * random.float(),
        age: 20 + 60 * random.float(),
        education: random.below(5),
        loan: 500 * random.float(),
      };
      const commission = person.salary >= 75 ? 0 : 10 + 65 * random.float();
      inputs.set([
        (person.salary - 85) / 37,
        (person.age - 50) / 17,
        (person.education - 2) / 1.4,
        (person.loan - 250) / 144,
        (commission - 20) / 25,
      ]);
      return noisy(random, agrawal[Math.floor(row / 5000)]({ ...person, commission }), 0.05);
    }),
  'A B A B, every 2,500 rows': (seed) =>
    table(
      'recurring',
      8,
      seed,
      segments(2500, (random) => [0, 1].map(() => concept(random, 8))),
    ),
  'stands still: SEA': (seed) => table('still-sea', 3, seed, sea([8])),
  'stands still: one concept': (seed) =>
    table(
      'still',
      8,
      seed,
      segments(5000, (random) => [concept(random, 8)]),
    ),
  'one concept, regions in turn': (seed) =>
    table('regions', 8, seed, (random) => {
      const one = concept(random, 8);
      return (row, inputs) => {
        uniformRow(random, inputs);
        const region = Math.floor(row / 1000) % 4;
        inputs[0] = Math.abs(inputs[0]) * (region & 1 ? 1 : -1);
        inputs[1] = Math.abs(inputs[1]) * (region & 2 ? 1 : -1);
        return noisy(random, one(inputs), 0.05);
      };
    }),
  'Friedman, abrupt (R²)': (seed) => friedmanTable('friedman', seed, (row) => Math.floor(row / 5000)),
  'Friedman, gradual (R²)': (seed) => friedmanTable('friedman-gradual', seed, gradually),
  'plane, slow (R²)': (seed) =>
    table(
      'plane',
      10,
      seed,
      (random) => {
        const [start, speed] = [direction(random, 10), direction(random, 10)];
        return (row, inputs) => {
          uniformRow(random, inputs);
          const sum = start.reduce(
            (total, at, index) => total + Math.sin(3 * at + row * 0.0003 * speed[index]) * inputs[index],
            0,
          );
          return sum / 2 + 0.4 * (random.float() + random.float() + random.float() - 1.5);
        };
      },
      'regression',
    ),
  'stands still: Friedman (R²)': (seed) => friedmanTable('friedman-still', seed, () => 0),
  'STAGGER, abrupt': (seed) =>
    table('stagger', 9, seed, (random) => (row, inputs) => {
      const things = [random.below(3), random.below(3), random.below(3)];
      inputs.fill(0);
      things.forEach((value, at) => {
        inputs[3 * at + value] = 1;
      });
      return noisy(random, stagger[Math.floor(row / 5000) % 3](things), 0.05);
    }),
  'sine, gradual': (seed) =>
    table('sine', 4, seed, (random) => (row, inputs) => {
      uniformRow(random, inputs);
      const [x, y] = [inputs[0] / 3.4 + 0.5, inputs[1] / 3.4 + 0.5];
      return noisy(random, sines[gradually(row, random)](x, y), 0.05);
    }),
  'rotating hyperplane, fast': (seed) =>
    table('hyperplane-fast', 10, seed, (random) => {
      const [start, speed] = [direction(random, 10), direction(random, 10)];
      return (row, inputs) => {
        uniformRow(random, inputs);
        const weights = start.map((at, index) => Math.sin(3 * at + row * 0.002 * speed[index]));
        return noisy(random, dot(weights, inputs) > 0, 0.05);
      };
    }),
  ...classStreams,
};
