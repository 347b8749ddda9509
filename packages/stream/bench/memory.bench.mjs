/**
 * Resident memory while ten million generated rows of 9 numbers are read, encoded and learned.
 *
 *   node bench/memory.bench.mjs [--rows 10000000]
 */
import { parseArgs } from 'node:util';
import { TableEncoder, TableReader } from '../dist/index.js';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '10000000' } } });
const rows = Number(values.rows);
const encoder = new TextEncoder();
let seed = 1;
const next = () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
const line = () =>
  `${Array.from({ length: 9 }, () => (next() * 20 - 10).toFixed(4)).join(',')},${next() < 0.5 ? 0 : 1}\n`;
// The same five thousand rows over and over: it is the reading that is measured.
const piece = encoder.encode(Array.from({ length: 5000 }, line).join(''));

const source = {
  name: 'generated',
  async *open() {
    yield encoder.encode('a,b,c,d,e,f,g,h,i,y\n');
    for (let sent = 0; sent < rows; sent += 5000)
      for (let at = 0; at < piece.length; at += 65_536) yield piece.slice(at, at + 65_536);
  },
};

const reader = await TableReader.open(source, { target: 'y' });
const table = new TableEncoder(reader.schema);
const batch = reader.createBatch(16);
const encoded = table.createBatch(16, 0);
const start = process.cpuUsage();
const report = () =>
  console.log(`${reader.rows.toLocaleString('en').padStart(12)} rows  ${process.memoryUsage().rss >> 20} MB`);
let mark = rows / 1000;
for (;;) {
  batch.size = 0;
  if ((await reader.read(batch, 16)) === 0) break;
  table.encode(batch, encoded);
  table.learn(batch);
  table.encode(batch, encoded);
  if (reader.rows < mark) continue;
  report();
  mark *= 4;
}
report();
const { user, system } = process.cpuUsage(start);
console.log(`${Math.round((reader.rows * 1e6) / (user + system)).toLocaleString('en')} rows per CPU-second`);
