import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { StreamError, TableEncoder, TableReader } from '../src/index.ts';
import { codecs } from '../src/node/codecs.ts';
import { textSource } from './text-source.ts';

/** Mutated files of each kind: 10,000 of each take minutes, and are run with GRAPH_FUZZ_RUNS=10000 where a reader has changed. */
const RUNS = Number(process.env['GRAPH_FUZZ_RUNS'] ?? 500);
const MiB = 1 << 20;

/** A small generator of whole numbers below a bound (xorshift32); the fuzz is the same on every run. */
function below(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

const csv = [
  'id,size,"free text",when,ok,y',
  ...Array.from(
    { length: 12 },
    (_, row) =>
      `${row},${row % 4 === 0 ? '' : (row * 0.37).toFixed(3)},${row % 5 === 3 ? '"said ""so"", then\nleft"' : 'nothing'},2024-0${1 + (row % 9)}-11,${row % 2 === 0},${['a', 'b', 'ü'][row % 3]}`,
  ),
].join('\r\n');

const objects = Array.from({ length: 12 }, (_, row) => ({
  id: row,
  size: row % 4 === 0 ? null : row * 0.37,
  text: `said "${row}" 😀`,
  nested: { list: [row, 'x'], ok: row % 2 === 0 },
  y: ['a', 'b', 'ü'][row % 3],
}));
const jsonl = objects.map((row) => JSON.stringify(row)).join('\n');

const utf16 = (text: string): Uint8Array =>
  new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
const vw = objects.map(({ id, y }) => `${id % 2} 0.5 tag${id}|n size:${id} ok |${y} a b:2 c:1e-3`).join('\n');
const libsvm = objects.map(({ id }) => `${id % 2} 1:${id} ${2 + id}:0.5 # ${id}`).join('\n');
const marked = [
  'n;d;t;y',
  ...objects.map(({ id, y }) => `1.${100 + id},5 €;${10 + id}.12.2024 18:05;0${id % 10}:30 PM;${y}`),
].join('\n');

const excel = `sep=;\r\nn;d;y\r\n${objects.map(({ id }) => `"1.00${id},5";${id},25;${id % 3}`).join('\r\n')}`;
const yesNo = [
  'x;late;y',
  ...objects.map(({ id }) => `${id};${id < 6 ? '' : id};${id % 2 === 0 ? 'yes' : 'no'}`),
  '1;2;maybe',
  '2;x;2.5',
].join('\n');

const parquet = (codec: 'SNAPPY' | 'UNCOMPRESSED' | 'GZIP'): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {
          name: 'id',
          data: Int32Array.from(objects, ({ id }) => id),
          type: 'INT32',
          encoding: 'DELTA_BINARY_PACKED',
        },
        {
          name: 'big',
          data: objects.map(({ id }) => BigInt(id * 7)),
          type: 'INT64',
          encoding: 'DELTA_BINARY_PACKED',
        },
        { name: 'odd', data: objects.map(({ id }) => id % 2 === 1), type: 'BOOLEAN' },
        {
          name: 'note',
          data: objects.map(({ id }) => `note ${id}`),
          type: 'STRING',
          encoding: 'DELTA_BYTE_ARRAY',
        },
        { name: 'list', data: objects.map(({ id }) => [id, 2]), type: 'JSON' },
        { name: 'size', data: objects.map(({ size }) => size), type: 'DOUBLE' },
        { name: 'text', data: objects.map(({ text }) => text), type: 'STRING' },
        { name: 'y', data: objects.map(({ y }) => y), type: 'STRING' },
      ],
      rowGroupSize: 5,
      codec,
      compressors: { GZIP: (bytes) => new Uint8Array(gzipSync(bytes)) },
    }),
  );

const folder = new URL('./fixtures/pyarrow/', import.meta.url);
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.parquet'))
  .map((name) => new Uint8Array(readFileSync(new URL(name, folder))));

/** Bytes that mean something to one of the formats. */
const TELLING = [
  0x00, 0x0a, 0x0d, 0x22, 0x2c, 0x7b, 0x7d, 0x5b, 0x7f, 0x80, 0xff, 0x1f, 0x8b, 0x30, 0x2e, 0x65,
];

/** Changes, cuts out, puts in and repeats a few bytes; in binary formats mostly just changes them. */
function mutate(bytes: Uint8Array, random: (bound: number) => number, binary: boolean): Uint8Array {
  let mutated = [...bytes];
  for (let step = 1 + random(6); step > 0; step -= 1) {
    const at = random(mutated.length + (binary ? 0 : 1)) || 0;
    const kind = binary && random(4) > 0 ? 6 : random(7);
    if (kind === 0) mutated[at] = random(256);
    else if (kind === 1) mutated[at] = TELLING[random(TELLING.length)]!;
    else if (kind === 2) mutated.splice(at, 1 + random(8));
    else if (kind === 3) mutated.splice(at, 0, ...Array.from({ length: 1 + random(8) }, () => random(256)));
    else if (kind === 4) mutated = mutated.slice(0, at);
    else if (kind === 5) mutated.splice(at, 0, ...mutated.slice(random(at + 1), at).slice(0, 64));
    else mutated[at] = (mutated[at] ?? 0) ^ (1 << random(8));
  }
  return Uint8Array.from(mutated);
}

/** Reads all of it; 'rows' where it was an answer, the error's code where it was a StreamError. */
async function outcome(bytes: Uint8Array, random: (bound: number) => number): Promise<string> {
  const source = { ...textSource(bytes, { piece: 64 + random(2000), name: 'fuzz' }), codecs };
  let reader: TableReader | undefined;
  try {
    reader = await TableReader.open(source, {
      target: /^[01] /.test(String.fromCharCode(...bytes.subarray(0, 2))) ? 'label' : 'y',
      onContradiction: random(2) === 0 ? 'widen' : 'bad',
      onBadRow: random(2) === 0 ? 'fail' : 'skip',
      inferRows: 1 + random(20),
      maxRecordBytes: 400,
    });
    const encoder = new TableEncoder(reader.schema);
    for (let revision = 0; ; ) {
      const batch = reader.createBatch(4);
      const count = await reader.read(batch, 4);
      if (reader.revision !== revision) {
        revision = reader.revision;
        encoder.grow(reader.schema);
        continue;
      }
      if (count === 0) return 'rows';
      const encoded = encoder.createBatch(4, reader.classCount);
      encoder.learn(batch);
      encoder.encode(batch, encoded);
      if (!encoded.inputs.data.every(Number.isFinite)) return 'not finite';
    }
  } catch (error) {
    if (StreamError.is(error)) return error.code;
    throw error;
  } finally {
    await reader?.close();
  }
}

describe(`${RUNS} mutated files`, () => {
  it.each([
    ['CSV', [new TextEncoder().encode(csv)]],
    ['JSONL', [new TextEncoder().encode(jsonl)]],
    ['gzip', [new Uint8Array(gzipSync(csv)), new Uint8Array(gzipSync(jsonl))]],
    ['UTF-16', [utf16(csv), new Uint8Array(Buffer.from(utf16(jsonl)).swap16())]],
    ['Excel’s sep line', [new TextEncoder().encode(excel), utf16(excel)]],
    ['guesses that are contradicted', [new TextEncoder().encode(yesNo)]],
    ['Windows-1252', [new Uint8Array(Buffer.from(csv, 'latin1'))]],
    ['a JSON array', [new TextEncoder().encode(JSON.stringify(objects))]],
    ['Vowpal Wabbit', [new TextEncoder().encode(vw)]],
    ['libsvm', [new TextEncoder().encode(libsvm)]],
    ['numbers and dates in other notations', [new TextEncoder().encode(marked)]],
    ['Zstandard', [new Uint8Array(readFileSync(new URL('./fixtures/zstd/table.csv.zst', import.meta.url)))]],
    ['text inside gzip', [new TextEncoder().encode(csv), new TextEncoder().encode(jsonl)]],
    ['Parquet of pyarrow', fixtures],
    ['Parquet', [parquet('SNAPPY'), parquet('UNCOMPRESSED'), parquet('GZIP')]],
  ] as const)(
    '%s: an answer or a StreamError each time',
    async (format, files) => {
      const random = below(0x9e3779b9);
      const runs = Math.ceil(
        RUNS / (format === 'text inside gzip' ? 5 : format === 'Parquet of pyarrow' ? 20 : 1),
      );
      const outcomes = new Map<string, number>();
      const before = process.memoryUsage().rss;
      for (let run = 0; run < runs; run += 1) {
        const mutated = mutate(files[run % files.length]!, random, format.startsWith('Parquet'));
        const bytes = format === 'text inside gzip' ? new Uint8Array(gzipSync(mutated)) : mutated;
        const found = await outcome(bytes, random);
        outcomes.set(found, (outcomes.get(found) ?? 0) + 1);
      }
      // Both kinds of end come up, or the fuzz does not fuzz. A damaged gzip is found out by its checksum.
      expect(outcomes.get('rows')).toBeGreaterThan(
        format === 'gzip' || format === 'Zstandard' ? 0 : runs / 20,
      );
      expect(outcomes.size).toBeGreaterThan(1);
      expect(outcomes.has('not finite')).toBe(false);
      expect(process.memoryUsage().rss - before).toBeLessThan(512 * MiB);
    },
    600_000,
  );
});
