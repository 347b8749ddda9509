/**
 * Nanoseconds of CPU a cell to read 9 columns of numbers and a target into raw rows, in several notations, beside a loop that
 * cuts the same text with `split` and `Number` and looks at nothing. The best of several rounds, which take turns.
 *
 *   node packages/stream/bench/cells.bench.mjs [--rows 50000] [--rounds 5]
 */
import { parseArgs } from 'node:util';
import { TableReader } from '../dist/index.js';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '50000' }, rounds: { type: 'string', default: '5' } },
});
const rows = Number(values.rows);
const CELLS = 10;

/** Nine numbers with four decimals and a target, one row a line. */
function table({ delimiter = ',', write = String, target = (row) => row % 97 }) {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: 9 }, () => write(Number((next() * 20 - 10).toFixed(4))));
    return [...cells, target(row)].join(delimiter);
  });
  return Buffer.from(`${[...'abcdefghi', 'y'].join(delimiter)}\n${lines.join('\n')}\n`);
}

async function* pieces(bytes) {
  for (let from = 0; from < bytes.length; from += 1 << 16) yield bytes.subarray(from, from + (1 << 16));
}

/** Reads all rows with the reader. */
async function readTable(bytes) {
  const source = { name: 'table', open: (from) => pieces(bytes.subarray(from)) };
  const reader = await TableReader.open(source, { target: 'y' });
  const batch = reader.createBatch(256);
  do batch.size = 0;
  while ((await reader.read(batch, 256)) > 0);
  return reader.rows;
}

/** Cuts lines that are known to be plain numbers, and keeps them as the reader does. */
async function cutPlain(bytes) {
  const batch = new Float32Array(256 * CELLS);
  const decoder = new TextDecoder();
  let rest = '';
  let count = -1;
  for await (const piece of pieces(bytes)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const cells = line.split(',');
      const at = ((count + 256) % 256) * CELLS;
      if (count >= 0) for (let cell = 0; cell < CELLS; cell += 1) batch[at + cell] = Number(cells[cell]);
      count += 1;
    }
  }
  return count;
}

const plain = table({});
const ways = [
  ['split and Number alone', () => cutPlain(plain)],
  ['plain numbers', () => readTable(plain)],
  ['a target of 0 and 1', (bytes) => readTable(bytes), table({ target: (row) => row % 2 })],
  ['all in quotes', (bytes) => readTable(bytes), table({ write: (value) => `"${value}"` })],
  [
    'decimal commas',
    (bytes) => readTable(bytes),
    table({ delimiter: ';', write: (value) => String(value).replace('.', ',') }),
  ],
];
const best = new Map(ways.map(([name]) => [name, Number.POSITIVE_INFINITY]));
for (let round = 0; round < Number(values.rounds); round += 1)
  for (const [name, work, bytes] of ways) {
    const start = process.cpuUsage();
    const count = await work(bytes);
    const { user, system } = process.cpuUsage(start);
    if (count !== rows) throw new Error(`${name}: ${count} rows, wanted ${rows}`);
    best.set(name, Math.min(best.get(name), ((user + system) * 1000) / rows / CELLS));
  }
for (const [name, cost] of best) console.log(`${name.padEnd(24)}${cost.toFixed(1).padStart(8)} ns a cell`);
