// What a row costs the linear models, predicted and then learned, in CPU-microseconds, beside plain JavaScript in the same run.
//   node bench/linear.bench.mjs [--json] [--quick]
// If rcv1-small.vw.gz is in GRAPH_DATA_DIR (default ../shared/data from the repository's root), also the log loss of one
// pass over it: a sample of the RCV1 collection that Vowpal Wabbit tests itself with.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { HashedLinear, hashFeature, hashText, KalmanLinear } from '../dist/index.js';
import { PlainHashed } from './plain-hashed.mjs';
import { PlainKalman } from './plain-kalman.mjs';

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});

const ROWS = 512;
// Short slices, many of them: what else the machine does spoils some, and the best of each side counts.
const slices = flags.quick ? 8 : 40;

let state = 1;
function draw() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

/** Rows as an encoder makes them: numbers, pieces and codes. */
function denseRows(width) {
  const value = (index) =>
    index % 3 === 0 ? 4 * draw() - 2 : index % 3 === 1 ? draw() : Number(draw() < 0.25);
  return Array.from({ length: ROWS }, () => {
    const x = Float32Array.from({ length: width }, (_, index) => value(index));
    return { x, y: Number(x[0] + draw() - 0.5 > 0) };
  });
}

/** Rows with 75 of 20,000 features, a few of them common. */
function sparseRows() {
  return Array.from({ length: ROWS }, () => {
    const features = Array.from({ length: 75 }, () => Math.floor(20_000 * draw() ** 3));
    const indices = Uint32Array.from(features, (feature) => hashFeature(0, feature));
    const values = Float32Array.from(features, () => draw());
    return { indices, values, y: Number(features[0] < 2500) };
  });
}

/** CPU-microseconds a row, the least of many slices, taken in turns. */
function measure(...steps) {
  const best = steps.map(() => Number.POSITIVE_INFINITY);
  for (let slice = 0; slice < slices; slice += 1)
    for (const [side, step] of steps.entries()) {
      const start = process.cpuUsage();
      for (let row = 0; row < ROWS; row += 1) step(row);
      const { user, system } = process.cpuUsage(start);
      best[side] = Math.min(best[side], (user + system) / ROWS);
    }
  return best;
}

function compare(name, ours, theirs) {
  const gap = Math.abs(ours(0) - theirs(0));
  if (gap > 1e-9) throw new Error(`${name}: the baseline answers something else, ${gap} off`);
  // Engines compile in stages: none of them is what is measured.
  for (let row = 0; row < 4 * ROWS; row += 1) {
    ours(row % ROWS);
    theirs(row % ROWS);
  }
  const [microseconds, plain] = measure(ours, theirs);
  return { name, microseconds, plain, ratio: plain / microseconds };
}

function kalman(inputs) {
  const rows = denseRows(inputs);
  const model = new KalmanLinear({ task: 'binary', inputs });
  const plain = new PlainKalman(inputs);
  const out = new Float64Array(1);
  const ours = (row) => {
    const { x, y } = rows[row];
    model.predict(x, out);
    model.learn(x, y);
    return out[0];
  };
  return compare(`KalmanLinear, ${inputs} inputs`, ours, (row) => plain.step(rows[row].x, rows[row].y));
}

function hashed() {
  const rows = sparseRows();
  const model = new HashedLinear({ task: 'binary' });
  const plain = new PlainHashed();
  const out = new Float64Array(1);
  const ours = (row) => {
    const { indices, values, y } = rows[row];
    model.predict(indices, values, 75, out);
    model.learn(indices, values, 75, y);
    return out[0];
  };
  const theirs = (row) => plain.step(rows[row].indices, rows[row].values, rows[row].y);
  return compare('HashedLinear, 75 features', ours, theirs);
}

/** Mean log loss over the sample, each row predicted before it is learned; undefined where there is no sample. */
function sampleLoss() {
  const folder =
    process.env.GRAPH_DATA_DIR ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
  const file = join(folder, 'rcv1-small.vw.gz');
  if (!existsSync(file)) return undefined;
  const model = new HashedLinear({ task: 'binary' });
  const out = new Float64Array(1);
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  let loss = 0;
  for (const line of lines) {
    const [label, rest] = line.split('|');
    // The first word after the bar is the name of the namespace.
    const features = rest.split(/\s+/).flatMap((word) => (word.includes(':') ? [word.split(':')] : []));
    const indices = Uint32Array.from(features, ([name]) => hashText(name));
    const values = Float32Array.from(features, ([, value]) => Number(value));
    const target = Number(Number.parseFloat(label) > 0);
    model.predict(indices, values, features.length, out);
    loss -= Math.log(target === 1 ? out[0] : 1 - out[0]);
    model.learn(indices, values, features.length, target);
  }
  return loss / lines.length;
}

const loss = sampleLoss();
const results = [...[8, 24, 73, 150].map(kalman), hashed()];
if (flags.json) console.log(JSON.stringify({ results, sampleLoss: loss }));
else {
  for (const { name, microseconds, plain, ratio } of results)
    console.log(
      `${name.padEnd(26)} ${microseconds.toFixed(2).padStart(7)} µs a row, plain JavaScript ` +
        `${plain.toFixed(2).padStart(7)} (${ratio.toFixed(1)} ×), ${Math.round(1e6 / microseconds)} rows a CPU-second`,
    );
  console.log(
    `log loss of one pass over rcv1-small: ${loss?.toFixed(4) ?? 'skipped, it is not in GRAPH_DATA_DIR'}`,
  );
}
