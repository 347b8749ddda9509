/**
 * Rows per CPU-second from a file of 9 numeric columns to encoded batches of 16 (read, encode, learn, encode again),
 * beside csv-parse alone, which only cuts the text into strings.
 *
 *   pnpm --filter @graph/stream bench [--rows 1000000] [--json]
 */
import { createReadStream, createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { TableEncoder, TableReader } from '../dist/index.js';
import { fileSource } from '../dist/node/index.js';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, json: { type: 'boolean', default: false } },
});
const rows = Number(values.rows);
const folder = mkdtempSync(join(tmpdir(), 'graph-stream-bench-'));

/** Rows in pieces of a thousand, so that any number of them can be written. */
function* text(format) {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  if (format !== 'jsonl') yield 'a,b,c,d,e,f,g,h,i,y\n';
  for (let row = 0; row < rows; ) {
    const lines = [];
    for (const end = Math.min(rows, row + 1000); row < end; row += 1) {
      const cells = Array.from({ length: 9 }, () => (next() * 20 - 10).toFixed(4));
      const label = next() < 0.5 ? 0 : 1;
      if (format === 'jsonl')
        lines.push(
          `{${cells.map((cell, column) => `"${'abcdefghi'[column]}":${cell}`).join(',')},"y":${label}}`,
        );
      else if (format === 'quoted') lines.push(`${cells.map((cell) => `"${cell}"`).join(',')},${label}`);
      else lines.push(`${cells.join(',')},${label}`);
    }
    yield `${lines.join('\n')}\n`;
  }
}

/** The same kind of rows in Parquet, 50,000 to a group, packed with Snappy. */
function parquet() {
  const columns = [...'abcdefghi'].map((name, column) => ({
    name,
    type: 'DOUBLE',
    data: Float64Array.from({ length: rows }, (_, row) => ((row * (column + 7)) % 99_991) / 1e4),
  }));
  const labels = { name: 'y', type: 'INT32', data: Int32Array.from({ length: rows }, (_, row) => row % 2) };
  return new Uint8Array(parquetWriteBuffer({ columnData: [...columns, labels], rowGroupSize: 50_000 }));
}

async function measure(name, work) {
  global.gc?.();
  const start = process.cpuUsage();
  const { count, peak } = await work();
  const { user, system } = process.cpuUsage(start);
  return {
    name,
    rows: count,
    rowsPerCpuSecond: Math.round((count * 1e6) / (user + system)),
    residentMB: peak,
  };
}

async function readTable(path) {
  const reader = await TableReader.open(fileSource(path), { target: 'y' });
  const encoder = new TableEncoder(reader.schema);
  const batch = reader.createBatch(16);
  const encoded = encoder.createBatch(16, 0);
  let peak = 0;
  for (;;) {
    batch.size = 0;
    if ((await reader.read(batch, 16)) === 0) break;
    encoder.encode(batch, encoded);
    encoder.learn(batch);
    encoder.encode(batch, encoded);
    if (reader.rows % 100_000 < 16) peak = Math.max(peak, process.memoryUsage().rss >> 20);
  }
  return { count: reader.rows, peak };
}

async function csvParse(path) {
  let count = 0;
  for await (const _ of createReadStream(path).pipe(parse({ from_line: 2 }))) count += 1;
  return { count, peak: process.memoryUsage().rss >> 20 };
}

const results = [];
try {
  for (const [name, format] of [
    ['csv', 'csv'],
    ['csv.gz', 'csv'],
    ['quoted.csv', 'quoted'],
    ['jsonl', 'jsonl'],
  ]) {
    const path = join(folder, `rows.${name}`);
    const packers = name.endsWith('.gz') ? [createGzip({ level: 1 })] : [];
    await pipeline(Readable.from(text(format)), ...packers, createWriteStream(path));
    results.push(await measure(name, () => readTable(path)));
    if (name === 'csv') results.push(await measure('csv-parse alone', () => csvParse(path)));
  }
  const path = join(folder, 'rows.parquet');
  writeFileSync(path, parquet());
  results.push(await measure('parquet', () => readTable(path)));
} finally {
  rmSync(folder, { recursive: true });
}
if (values.json) console.log(JSON.stringify(results, undefined, 2));
else
  for (const { name, rowsPerCpuSecond, residentMB } of results)
    console.log(
      `${name.padEnd(18)}${rowsPerCpuSecond.toLocaleString('en').padStart(10)} rows/CPU-s   ${residentMB} MB resident`,
    );
