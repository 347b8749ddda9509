import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { TableEncoder, TableReader } from '../src/index.ts';
import { fileSource } from '../src/node/index.ts';
import { dataFolder, hasData } from './data-folder.ts';

const CUTS = 20;
const folder = mkdtempSync(join(tmpdir(), 'graph-stream-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a data file in a format, and returns its path. */
function write(name: string, format: string): string {
  const text = gunzipSync(readFileSync(resolve(dataFolder, `${name}.csv.gz`)));
  const path = join(folder, `${name}.${format}`);
  const rows: Record<string, string>[] = parse(text, { columns: true });
  const value = (cell: string): string | number =>
    cell !== '' && !Number.isNaN(Number(cell)) ? Number(cell) : cell;
  const objects = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, value(cell)])),
  );
  const jsonl = (): string => `${objects.map((object) => JSON.stringify(object)).join('\n')}\n`;
  const parquet = (codec: 'SNAPPY' | 'GZIP'): Uint8Array =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: Object.keys(objects[0]!).map((key) => ({
          name: key,
          data: objects.map((object) => object[key]),
        })),
        rowGroupSize: 450,
        codec,
        compressors: { GZIP: (bytes) => new Uint8Array(gzipSync(bytes)) },
      }),
    );
  const bytes: Record<string, () => string | Uint8Array> = {
    csv: () => text,
    'csv.gz': () => gzipSync(text),
    jsonl,
    'jsonl.gz': () => gzipSync(jsonl()),
    parquet: () => parquet('SNAPPY'),
    'gzip.parquet': () => parquet('GZIP'),
    'parquet.gz': () => gzipSync(parquet('SNAPPY')),
  };
  writeFileSync(path, bytes[format]!());
  return path;
}

/** Everything that a run depends on: the rows, one after the other as bytes, and the states at the end. */
type Log = { rows: Buffer[]; end: string };

/** Reads on to the end in steps of `step` rows, learning. */
async function run(reader: TableReader, encoder: TableEncoder, step: number): Promise<Log> {
  const batch = reader.createBatch(step);
  const rows: Buffer[] = [];
  for (;;) {
    batch.size = 0;
    if ((await reader.read(batch, step)) === 0) break;
    encoder.learn(batch);
    for (let row = 0; row < batch.size; row += 1) {
      const inputs = batch.inputs.data.slice(row * reader.rawWidth, (row + 1) * reader.rawWidth);
      const truth = batch.truths.slice(row, row + 1);
      rows.push(Buffer.concat([Buffer.from(inputs.buffer), Buffer.from(truth.buffer)]));
    }
  }
  return { rows, end: JSON.stringify([reader.state(), encoder.state()]) };
}

const files = [
  ['phishing', 'is_phishing'],
  ['image-segments', 'category'],
  ['chick-weights', 'weight'],
  ['airline-passengers', 'passengers'],
] as const;
const formats = ['csv', 'csv.gz', 'jsonl', 'jsonl.gz', 'parquet', 'gzip.parquet', 'parquet.gz'];
/** Every file packed, and one of them in all formats. */
const cases = files.flatMap(([name, target]) =>
  formats
    .filter((format) => name === 'phishing' || ['csv.gz', 'jsonl.gz', 'gzip.parquet'].includes(format))
    .map((format) => [name, format, target] as const),
);

describe.skipIf(!hasData)('going on in the middle of a file (needs the data sets: GRAPH_DATA_DIR)', () => {
  it.each(cases)(`is exact at ${CUTS} random rows of %s.%s`, async (name, format, target) => {
    const source = fileSource(write(name, format));
    const open = (): Promise<TableReader> => TableReader.open(source, { target });
    const reader = await open();
    const whole = await run(reader, new TableEncoder(reader.schema), 64);
    let seed = 7;
    for (let cut = 0; cut < CUTS; cut += 1) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const rows = 1 + (seed % (reader.rows - 1));
      const first = await open();
      const encoder = new TableEncoder(first.schema);
      const batch = first.createBatch(rows);
      await first.read(batch, rows);
      encoder.learn(batch);
      const state = structuredClone({ reader: first.state(), encoder: encoder.state() });
      await first.close();
      const second = await TableReader.from(state.reader, source);
      const rest = await run(second, TableEncoder.from(state.encoder, second.schema), 17);
      expect(rest.end).toBe(whole.end);
      expect(Buffer.concat(rest.rows).equals(Buffer.concat(whole.rows.slice(rows)))).toBe(true);
    }
  });

  it('gives the same rows in every format', async () => {
    for (const [name, target] of files) {
      const runs = await Promise.all(
        formats.map(async (format) => {
          const reader = await TableReader.open(fileSource(write(name, format)), { target });
          return Buffer.concat((await run(reader, new TableEncoder(reader.schema), 50)).rows).toString('hex');
        }),
      );
      for (const other of runs.slice(1)) expect(other).toBe(runs[0]);
    }
  });
});
