// Streams with keys: tables whose rows have one, or are dealt out in turn, and generated ones. Each is the same rows at every call.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Random } from '@graph/core';

const DATA =
  process.env['GRAPH_DATA_DIR'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** Rows of a CSV file without quoted commas; undefined where it is not there. */
function table(name) {
  const file = join(DATA, `${name}.csv.gz`);
  if (!existsSync(file)) return undefined;
  const [head, ...lines] = gunzipSync(readFileSync(file)).toString().trim().replaceAll('"', '').split('\n');
  const names = head.split(',');
  const cellOf = (text) => (text === '' ? null : Number.isNaN(Number(text)) ? text : Number(text));
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((text, at) => [names[at], cellOf(text)])),
  );
}

/** Rows of a table, dealt out to so many keys in turn. */
const dealt = (name, target, keys, exclude = []) => ({
  name: `${name}, ${keys}`,
  target,
  exclude,
  rows: () => table(name)?.map((row, at) => ({ ...row, key: `k${at % keys}` })),
});

/** A standard normal number, nearly. */
const normal = (random) =>
  Array.from({ length: 12 }, () => random.float()).reduce((sum, each) => sum + each, -6);
const numbered = (values) => Object.fromEntries(values.map((value, at) => [`x${at}`, value]));

/** Rows that a function makes, dealt out in turn. */
const made = (name, keys, count, row) => ({
  name: `${name}, ${keys}`,
  target: 'y',
  exclude: [],
  rows: () => {
    const random = Random.fromSeed(1, 'keyed-streams', name);
    return Array.from({ length: count }, (_, at) => ({ ...row(random, at), key: `k${at % keys}` }));
  },
});

const draws = (random, count, draw) => numbered(Array.from({ length: count }, () => draw(random)));
const uniform = (random) => random.float();
const walks = new Map();

export const STREAMS = [
  {
    name: 'chick-weights, 50 chicks',
    target: 'weight',
    exclude: [],
    rows: () => table('chick-weights')?.map(({ chick, ...row }) => ({ ...row, key: `k${chick}` })),
  },
  dealt('trump-approval', 'five_thirty_eight', 1),
  dealt('trump-approval', 'five_thirty_eight', 5),
  dealt('solar-flare', 'c-class-flares', 5, ['m-class-flares', 'x-class-flares']),
  made('linear with noise', 20, 4000, (random) => {
    const row = draws(random, 5, normal);
    return { ...row, y: 3 * row.x0 - 2 * row.x1 + row.x2 + 2 * normal(random) };
  }),
  made('Friedman with drift', 10, 6000, (random, at) => {
    const row = draws(random, 5, uniform);
    const [a, b, c, d, e] = Object.values(row).map((_, place, all) => all[(place + (at < 3000 ? 0 : 3)) % 5]);
    return {
      ...row,
      y: 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + normal(random),
    };
  }),
  made('walks about a mean', 30, 6000, (random, at) => {
    const mean = (at % 30) * 10;
    const y = 0.95 * (walks.get(at % 30) ?? mean) + 0.05 * mean + normal(random);
    walks.set(at % 30, y);
    return { hour: Math.floor(at / 30) % 24, y };
  }),
  made('noise alone', 20, 4000, (random) => ({ ...draws(random, 3, normal), y: normal(random) })),
  dealt('elec', 'class', 48),
  dealt('weather', 'target', 30),
  dealt('phishing', 'is_phishing', 5),
  dealt('image-segments', 'category', 7),
  dealt('bananas', 'label', 1),
  dealt('bananas', 'label', 20),
  made('SEA with drift', 15, 6000, (random, at) => {
    const row = draws(random, 3, (each) => 10 * each.float());
    const isUnder = row.x0 + row.x1 <= [8, 9, 7, 9.5][Math.floor(at / 1500)];
    return { ...row, y: isUnder !== random.float() < 0.1 };
  }),
  made('a coin', 20, 4000, (random) => ({ ...draws(random, 3, normal), y: random.below(2) === 1 })),
];
