// How much wild values cost: each stream as it is, and with values of 10^3 to 10^30 deviations in a thousandth of its cells and in all
// of rows 0, 5 and 6; scored on the clean rows from the tenth on, the same rows of both.
//   node bench/wild.bench.mjs [--seeds 1,2,3] [--only elec,friedman] [--learner network,mixture] [--rows 3000]
// Files are read from GRAPH_DATA_DIR, or ../shared/data beside the repository; a stream whose file is not there is skipped.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { Random } from '@graph/core';
import { OnlineModel } from '@graph/online';
import { TableReader } from '@graph/stream';
import { GENERATED } from './generated-streams.mjs';

const DATA =
  process.env['GRAPH_DATA_DIR'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const TARGETS = {
  phishing: 'is_phishing',
  bananas: 'label',
  'image-segments': 'category',
  weather: 'target',
  elec: 'class',
  'chick-weights': 'weight',
  'trump-approval': 'five_thirty_eight',
  'airline-passengers': 'passengers',
};
const WHOLLY = [0, 5, 6];

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    only: { type: 'string' },
    learner: { type: 'string', default: 'network,mixture' },
    rows: { type: 'string', default: '3000' },
  },
});
const seeds = values.seeds.split(',').map(Number);
const most = Number(values.rows);
const names = values.only?.split(',') ?? [
  ...Object.keys(TARGETS),
  'friedman',
  'noisy-number',
  'noisy-classes',
];

function rowsOf(name) {
  if (name in GENERATED) return [...GENERATED[name]()].slice(0, most);
  const path = join(DATA, `${name}.csv.gz`);
  if (!existsSync(path)) return undefined;
  const [header, ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');
  const columns = header.split(',').map(plain);
  return lines.slice(0, most).map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, at) => [column, plain(cells[at])]));
  });
}

function plain(cell) {
  const text = cell.trim().replace(/^"(.*)"$/, '$1');
  return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function deviationOf(numbers) {
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length) || 1;
}

/** Puts wild values into columns whose numbers are many, and says which rows have none. */
function spiked(rows) {
  const random = Random.fromSeed(7, 'spikes');
  const deviations = new Map();
  for (const column of Object.keys(rows[0])) {
    const numbers = rows.map((row) => row[column]);
    if (numbers.every((number) => typeof number === 'number') && new Set(numbers).size > 10)
      deviations.set(column, deviationOf(numbers));
  }
  const isClean = rows.map(() => true);
  const changed = rows.map((row, at) => {
    const cells = { ...row };
    for (const [column, deviation] of deviations) {
      const isDrawn = random.below(1000) === 0;
      const wild = (random.below(2) * 2 - 1) * 10 ** (3 + 27 * random.float()) * deviation;
      if (!isDrawn && !WHOLLY.includes(at)) continue;
      isClean[at] = false;
      cells[column] = wild;
    }
    return cells;
  });
  return { rows: changed, isClean };
}

async function run(rows, truths, counts, target, learner, seed) {
  // What columns are is read from the first rows, as the command does.
  const reader = await TableReader.open({ name: 'rows', rows: () => rows }, { target });
  const { schema } = reader;
  await reader.close();
  const model = new OnlineModel({ target, schema, learner, seed });
  let [sum, count] = [0, 0];
  for (const [at, row] of rows.entries()) {
    const { value } = model.learnOne(row).prediction;
    if (at < 10 || !counts[at]) continue;
    const truth = truths[at][target];
    sum +=
      typeof truth === 'number' && typeof value === 'number'
        ? Math.abs(value - truth)
        : `${value}` === `${truth}`
          ? 0
          : 1;
    count += 1;
  }
  return { error: sum / count, wild: model.report().wild?.rows ?? 0 };
}

console.log(
  '| stream | learner | error, clean | error, with wild values | change | wild rows: clean, spiked |',
);
console.log('| --- | --- | --- | --- | --- | --- |');
for (const name of names) {
  const rows = rowsOf(name);
  if (rows === undefined) continue;
  const target = TARGETS[name] ?? 'y';
  const wild = spiked(rows);
  for (const learner of values.learner.split(',')) {
    const [clean, dirty] = [[], []];
    for (const seed of seeds) {
      clean.push(await run(rows, rows, wild.isClean, target, learner, seed));
      dirty.push(await run(wild.rows, rows, wild.isClean, target, learner, seed));
    }
    const mean = (runs) => runs.reduce((sum, { error }) => sum + error, 0) / runs.length;
    const [before, after] = [mean(clean), mean(dirty)];
    const figures = [before, after].map((error) => error.toPrecision(4));
    const change = `${(100 * (after / before - 1)).toFixed(1)} %`;
    console.log(
      `| ${[name, learner, ...figures, change, `${clean[0].wild}, ${dirty[0].wild}`].join(' | ')} |`,
    );
  }
}
