import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { TableEncoder, TableReader } from '../src/index.ts';
import { codecs } from '../src/node/codecs.ts';
import { textSource } from './text-source.ts';

type Row = {
  /** Missing where it is null. */
  readonly n: number | null;
  readonly day: number;
  readonly ok: boolean;
  readonly word: string;
  readonly y: number;
};

/** @param words - those that the encoding can write. */
const rowArbitrary = (words: readonly string[]) =>
  fc.record({
    // With four decimals, and often over a thousand.
    n: fc.option(
      fc.integer({ min: -90_000_000, max: 90_000_000 }).map((value) => value / 10_000),
      { freq: 12 },
    ),
    day: fc.integer({ min: 0, max: 9000 }),
    ok: fc.boolean(),
    word: fc.constantFrom(...words),
    y: fc.integer({ min: -5000, max: 5000 }).map((value) => value / 8),
  });

const NAMES = ['n', 'day', 'ok', 'word', 'y'] as const;
const two = (value: number) => String(value).padStart(2, '0');
const dateOf = ({ day }: Row) => new Date(day * 86_400_000 + 45_296_000);
const iso = (row: Row) => dateOf(row).toISOString().slice(0, 19);
const parts = (row: Row) => {
  const date = dateOf(row);
  return {
    d: two(date.getUTCDate()),
    m: two(date.getUTCMonth() + 1),
    y: date.getUTCFullYear(),
    time: '12:34:56',
  };
};
const plain = (row: Row): readonly string[] => [
  row.n === null ? '' : String(row.n),
  iso(row),
  String(row.ok),
  row.word,
  String(row.y),
];
const csv = (
  rows: readonly Row[],
  cells: (row: Row) => readonly string[],
  delimiter = ',',
  names: readonly string[] = NAMES,
) => `${[names, ...rows.map(cells)].map((line) => line.join(delimiter)).join('\n')}\n`;
/** A number as people of that country write it; for none a word of them. */
const local = (country: string, none: string) => (value: number | null) =>
  value === null ? none : value.toLocaleString(country, { maximumFractionDigits: 6 });
const us = local('en-US', 'NA');
const german = local('de-DE', '-');
const french = local('fr-FR', 'null');
const utf16 = (text: string) =>
  new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
const lines = (rows: readonly Row[]) =>
  objects(rows)
    .map((row) => JSON.stringify(row))
    .join('\n');
const objects = (rows: readonly Row[]) =>
  rows.map((row) => ({ n: row.n, day: iso(row), ok: row.ok, word: row.word, y: row.y }));
const parquet = (rows: readonly Row[]) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'n', data: rows.map(({ n }) => n), type: 'DOUBLE' },
        { name: 'day', data: rows.map(dateOf), type: 'TIMESTAMP' },
        { name: 'ok', data: rows.map(({ ok }) => ok), type: 'BOOLEAN' },
        { name: 'word', data: rows.map(({ word }) => word), type: 'STRING' },
        { name: 'y', data: rows.map(({ y }) => y), type: 'DOUBLE' },
      ],
    }),
  );

/** A frame of Zstandard whose one block is stored as it is. */
const zstd = (text: string) => {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(12);
  head.writeUInt32LE(0xfd2f_b528);
  head.writeUInt8(0xa0, 4);
  head.writeUInt32LE(bytes.length, 5);
  head.writeUIntLE(1 | (bytes.length << 3), 9, 3);
  return new Uint8Array(Buffer.concat([head, bytes]));
};

/** The same table in many ways. */
const ways: Readonly<Record<string, (rows: readonly Row[]) => string | Uint8Array>> = {
  'tabs, columns the other way round': (rows) =>
    csv(rows, (row) => [...plain(row)].reverse(), '\t', [...NAMES].reverse()),
  'decimal comma and German dates': (rows) =>
    csv(
      rows,
      (row) => {
        const { d, m, y, time } = parts(row);
        return [german(row.n), `${d}.${m}.${y} ${time}`, row.ok ? 'ja' : 'nein', row.word, german(row.y)];
      },
      ';',
    ),
  'thousands, currency and a 12-hour clock': (rows) =>
    csv(rows, (row) => {
      const { d, m, y } = parts(row);
      return [
        row.n === null ? '?' : `"${row.n < 0 ? '-' : ''}$${us(Math.abs(row.n))}"`,
        `${m}/${d}/${y} 12:34:56 PM`,
        row.ok ? 'Y' : 'no',
        row.word,
        `"${us(row.y)}"`,
      ];
    }),
  'percent, U+2212 and an hour-only offset': (rows) =>
    csv(rows, (row) => [
      row.n === null ? 'n/a' : `${String(row.n).replace('-', '\u2212')}%`,
      `${iso(row).replace('T', ' ')}.000+00`,
      row.ok ? 'oui' : 'non',
      row.word,
      String(row.y),
    ]),
  'Excel’s sep line, CRLF, a byte order mark': (rows) =>
    `\uFEFFsep=;\r\n${csv(rows, plain, ';').replaceAll('\n', '\r\n')}`,
  'UTF-16': (rows) => utf16(csv(rows, plain)),
  'UTF-16, the other way round, of JSON Lines': (rows) =>
    new Uint8Array(Buffer.from(utf16(lines(rows))).swap16()),
  'thin spaces and decimal commas, inside gzip': (rows) =>
    new Uint8Array(
      gzipSync(
        csv(rows, (row) => [french(row.n), iso(row), row.ok ? 'vrai' : 'faux', row.word, french(row.y)], '|'),
      ),
    ),
  'inside Zstandard': (rows) => zstd(csv(rows, plain, '\t')),
  'Windows-1252': (rows) => new Uint8Array(Buffer.from(csv(rows, plain), 'latin1')),
  'NFD words, all quoted': (rows) =>
    csv(rows, (row) => plain(row).map((cell) => `"${cell.normalize('NFD')}"`)),
  'JSON Lines': lines,
  'a JSON array': (rows) => JSON.stringify(objects(rows)),
  'a JSON array over many lines': (rows) => JSON.stringify(objects(rows), null, 2),
  Parquet: parquet,
};

async function inputsOf(bytes: string | Uint8Array): Promise<ReadonlyMap<string, readonly number[]>> {
  const reader = await TableReader.open({ ...textSource(bytes), codecs }, { target: 'y', dateOrder: 'day' });
  const encoder = new TableEncoder(reader.schema);
  const batch = reader.createBatch(64);
  await reader.read(batch, 64);
  encoder.learn(batch);
  const encoded = encoder.createBatch(64, reader.classCount);
  encoder.encode(batch, encoded);
  const found = new Map<string, number[]>();
  for (const [at, name] of encoder.inputNames.entries())
    found.set(
      name,
      Array.from({ length: batch.size }, (_, row) => encoded.inputs.get(row, at)),
    );
  found.set('truths', [...batch.truths.subarray(0, batch.size)]);
  return found;
}

describe('the same table, written in other ways', () => {
  it.each(Object.keys(ways))('gives the same inputs, to the bit: %s', async (way) => {
    const words = ['Köln', 'Málaga', way === 'Windows-1252' ? 'Genève' : 'Łódź', 'Oslo'];
    await fc.assert(
      fc.asyncProperty(fc.array(rowArbitrary(words), { minLength: 24, maxLength: 40 }), async (rows) => {
        // Whatever else is in it, both yes and no, a decimal and a group of digits are.
        const table: readonly Row[] = [
          { n: 1234.5, day: 30, ok: true, word: 'Köln', y: 1000.5 },
          { n: -0.25, day: 300, ok: false, word: 'Oslo', y: -2000.125 },
          ...rows,
        ];
        const wanted = await inputsOf(csv(table, plain));
        const found = await inputsOf(ways[way]!(table));
        expect(new Map([...found].sort())).toEqual(new Map([...wanted].sort()));
      }),
      { numRuns: 12, seed: 17 },
    );
  });
});
