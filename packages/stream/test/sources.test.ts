import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { type ByteSource, StreamError, type TableOptions, TableReader } from '../src/index.ts';
import { fileSource, fileSources } from '../src/node/index.ts';
import { readAll } from './read-all.ts';
import { textSource } from './text-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'graph-stream-'));
afterAll(() => rmSync(folder, { recursive: true }));

const failure = async (text: string | Uint8Array, options: TableOptions = {}): Promise<string> => {
  try {
    const reader = await TableReader.open(textSource(text), { target: 'y', ...options });
    await readAll(reader);
    return 'no error';
  } catch (error) {
    return StreamError.is(error) ? `${error.code}: ${error.message}` : `another error: ${String(error)}`;
  }
};

describe('files that are not as they should be', () => {
  it.each([
    ['an empty file', '', 'EMPTY: test.csv is empty, wanted a header line and rows'],
    ['blank lines only', '\n\n\r\n', 'EMPTY: test.csv is empty, wanted a header line and rows'],
    ['a header only', 'a,y\n', 'EMPTY: test.csv has no rows'],
    [
      'UTF-16 that is damaged',
      new Uint8Array([0xff, 0xfe, 0x61, 0xd8, 0x61, 0]),
      'FORMAT: test.csv is not utf-16le text: what',
    ],
    [
      'CR alone',
      'a,y\r1,2\r',
      'FORMAT: test.csv ends its lines with CR alone, as old Macs did, wanted LF or CRLF: convert it first',
    ],
    ['an empty JSON array', '[]', 'EMPTY: test.csv has no rows'],
    [
      'a JSON array that is cut short',
      '[{"y":1},\n',
      'FORMAT: test.csv line 2: the JSON array is not closed, it was cut short',
    ],
    ['ragged rows', 'a,y\n1,2,3\n', 'BAD_ROW: test.csv line 2: has 3 values, the header has 2 columns'],
    [
      'a quote that is never closed',
      'a,y\n1,"2\n3,4\n',
      'BAD_ROW: test.csv line 2: opens a quote that is not closed before the end',
    ],
    [
      'a line that is no JSON object',
      '{"y":1}\n[1]\n',
      'BAD_ROW: test.csv line 2: is not an object, wanted one like {"age": 41, "city": "Oslo"}',
    ],
    ['a huge number', `a,y\n1,2\n1e300,3\n${'4,5\n'.repeat(30)}`, ''],
  ])('explains %s', async (_, text, message) => {
    const found = await failure(text);
    expect(found).toContain(message);
    expect(found).toMatch(message === '' ? /^no error$/ : /^[A-Z_]+: /);
  });

  it('explains damaged and shortened gzip', async () => {
    const packed = new Uint8Array(gzipSync(`a,y\n${'1,2\n'.repeat(50_000)}`));
    const damaged = packed.slice();
    damaged[packed.length - 6]! ^= 1;
    for (const bytes of [packed.slice(0, packed.length - 20), packed.slice(0, 12), damaged])
      expect(await failure(bytes)).toMatch(/^FORMAT: test.csv starts as gzip, but cannot be unpacked/);
  });

  it('reads gzip that was made of several pieces', async () => {
    const bytes = Buffer.concat([gzipSync('a,y\n1,2\n'), gzipSync('3,4\n')]);
    expect((await readAll(await TableReader.open(textSource(bytes), { target: 'y' }))).inputs).toEqual([
      [1],
      [3],
    ]);
  });

  it('says what is missing where nothing can unpack gzip', async () => {
    const { DecompressionStream } = globalThis;
    Reflect.deleteProperty(globalThis, 'DecompressionStream');
    try {
      expect(await failure(new Uint8Array(gzipSync('a,y\n1,2\n')))).toBe(
        'FORMAT: test.csv is gzip, and there is no DecompressionStream here to unpack it: give the plain text',
      );
    } finally {
      globalThis.DecompressionStream = DecompressionStream;
    }
  });

  it('passes the reason on where a source fails', async () => {
    const source: ByteSource = {
      name: 'socket',
      async *open() {
        yield new TextEncoder().encode('a,y\n1,2\n');
        throw new Error('connection reset');
      },
    };
    await expect(TableReader.open(source, { target: 'y' })).rejects.toThrow(
      'socket cannot be read: connection reset',
    );
  });

  it.each([
    [{ inferRows: 0 }, 'inferRows is 0'],
    [{ maxClasses: 1.5 }, 'maxClasses is 1.5'],
    [{ delimiter: '::' }, 'delimiter is "::"'],
    [{ exclude: ['y'] }, '"y" is the target'],
    [{ columns: ['b'] }, 'no column "b"'],
    [{ task: 'regression' as const, target: 'w' }, 'holds no numbers'],
    [{ target: ['y', 'w'] }, 'cannot be predicted together'],
  ])('refuses %j', async (options, message) => {
    expect(await failure('a,w,y\n1,x,2.5\n3,z,4\n', options)).toContain(message);
  });
});

describe('a line without an end', () => {
  /** `bytes` times the letter x after a header and a row, then a good row; nothing of it is kept. */
  const endless = (bytes: number, start: string): ByteSource => ({
    name: 'endless',
    async *open() {
      const json = start.startsWith('{');
      yield new TextEncoder().encode(json ? '{"a":1,"y":2}\n\n{"a":3,"y":4}\n' : 'a,y\n1,2\n3,4\n');
      const chunk = new Uint8Array(1 << 20).fill(0x78);
      yield new TextEncoder().encode(start);
      for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
      yield new TextEncoder().encode(json ? '\n{"a":5,"y":6}\n' : '\n5,6\n');
    },
  });

  it.each(['', '"', '{"a":"'])(
    'of 1 GB starting with %j is refused, or passed over, in little memory',
    async (start) => {
      const stopped = await TableReader.open(endless(1 << 30, start), { target: 'y', inferRows: 2 });
      await expect(readAll(stopped)).rejects.toThrow('endless line 4: is longer than 1048576 bytes');
      const before = process.memoryUsage().rss;
      const reader = await TableReader.open(endless(1 << 30, start), {
        target: 'y',
        onBadRow: 'skip',
        inferRows: 2,
      });
      expect((await readAll(reader)).truths).toEqual([2, 4, 6]);
      expect(reader.badRows).toBe(1);
      expect(process.memoryUsage().rss - before).toBeLessThan(32 << 20);
    },
  );
});

describe('several files', () => {
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'part-2.csv'), 'y,b,a\n4,x,3\n6,x,5\n');
  writeFileSync(join(folder, 'part-1.csv'), 'a,y\n1,2\n');
  writeFileSync(join(folder, 'sub', 'part-3.csv.gz'), gzipSync('a,c,y\n7,1,8\n'));
  const glob = join(folder, '**', 'part-*.{csv,csv.gz}');

  it('are read one after the other, in the order of their names, columns matched by name', async () => {
    const sources = await fileSources([glob]);
    expect(sources.map(({ name }) => name.slice(folder.length + 1))).toEqual([
      'part-1.csv',
      'part-2.csv',
      'sub/part-3.csv.gz',
    ]);
    const reader = await TableReader.open(sources, { target: 'y' });
    const batch = reader.createBatch(8);
    // The first file alone has too few rows to tell what the columns are.
    expect(reader.schema.columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'a: number',
      'b: category',
      'c: number',
    ]);
    await reader.read(batch, 8);
    const { data } = batch.inputs;
    expect([0, 3, 6, 9].map((at) => data[at])).toEqual([1, 3, 5, 7]);
    expect([data[1], data[4], data[11]]).toEqual([Number.NaN, 0, 1]);
    expect([...batch.truths.subarray(0, 4)]).toEqual([2, 4, 6, 8]);
  });

  it('come in natural order, part-2 before part-10', async () => {
    const many = mkdtempSync(join(tmpdir(), 'graph-order-'));
    for (const part of [10, 9, 2, 1, 100]) writeFileSync(join(many, `part-${part}.csv`), 'a,y\n1,2\n');
    const sources = await fileSources([join(many, '*.csv')]);
    expect(sources.map(({ name }) => name.slice(many.length + 1))).toEqual(
      [1, 2, 9, 10, 100].map((part) => `part-${part}.csv`),
    );
  });

  it('are gone on with in the middle of any', async () => {
    for (let cut = 0; cut <= 4; cut += 1) {
      const first = await TableReader.open(await fileSources([glob]), { target: 'y' });
      await first.read(first.createBatch(4), cut);
      const second = await TableReader.from(first.state(), await fileSources([glob]));
      expect((await readAll(second)).truths).toEqual([2, 4, 6, 8].slice(cut));
    }
  });

  it('say what is not there', async () => {
    await expect(fileSources([join(folder, 'none.csv')])).rejects.toThrow(
      'none.csv cannot be read: there is no such file',
    );
    await expect(fileSources([join(folder, '*.tsv')])).rejects.toThrow('no file matches');
    await expect(fileSources([folder])).rejects.toThrow('is a folder, wanted a file or a glob such as');
  });
});

describe('columns that come and go', () => {
  const lines = (objects: readonly object[]): string =>
    objects.map((object) => JSON.stringify(object)).join('\n');

  it('do not stop a run: one that is gone is missing, one that is new is named', async () => {
    const reader = await TableReader.open(
      textSource(
        lines([{ a: 1, b: 2, y: 1 }, { a: 3, b: 4, y: 0 }, { b: 5, y: 1, extra: { deep: 9 } }, { y: 0 }]),
      ),
      { target: 'y', inferRows: 2 },
    );
    expect((await readAll(reader)).inputs).toEqual([
      [1, 2],
      [3, 4],
      [Number.NaN, 5],
      [Number.NaN, Number.NaN],
    ]);
    expect(reader.unusedColumns).toEqual(['extra.deep']);
  });

  it('leave nothing of earlier rows behind', async () => {
    const objects = Array.from({ length: 2000 }, (_, row) =>
      row < 700 ? { a: row, b: 'x', y: 1 } : { a: row, y: 0 },
    );
    const reader = await TableReader.open(textSource(lines(objects)), { target: 'y', inferRows: 20 });
    const { inputs } = await readAll(reader);
    expect(inputs.map(([, b]) => Number.isNaN(b))).toEqual(objects.map((_, row) => row >= 700));
  });

  it('cannot be smuggled in as properties of all objects', async () => {
    const reader = await TableReader.open(
      textSource('{"__proto__":{"a":5},"constructor":1,"a":2,"y":1}\n{"y":0}\n'),
      { target: 'y' },
    );
    const { inputs } = await readAll(reader);
    expect(reader.schema.columns.map(({ name }) => name)).toEqual(['__proto__.a', 'constructor', 'a']);
    expect(inputs).toEqual([
      [5, 1, 2],
      [Number.NaN, Number.NaN, Number.NaN],
    ]);
  });
});

describe('rows that are objects', () => {
  const rows = Array.from({ length: 30 }, (_, row) => ({
    amount: row / 3,
    country: ['no', 'se', 'dk'][row % 3],
    at: new Date(Date.UTC(2024, 0, 1 + row)),
    big: BigInt(row),
    fraud: row % 5 === 0,
  }));

  it('are read as they come, and gone on with', async () => {
    const source = {
      name: 'queue',
      async *rows() {
        yield* rows;
      },
    };
    const options = { target: 'fraud', inferRows: 10 };
    const whole = await readAll(await TableReader.open(source, options));
    expect(whole.truths).toEqual(rows.map(({ fraud }) => (fraud ? 1 : 0)));
    const first = await TableReader.open(source, options);
    expect(first.schema.columns.map(({ type }) => type)).toEqual(['number', 'category', 'date', 'number']);
    await first.read(first.createBatch(13), 13);
    const second = await TableReader.from(first.state(), source, options);
    expect((await readAll(second)).inputs).toEqual(whole.inputs.slice(13));
  });
});

describe('Parquet', () => {
  it('gives numbers, words, dates, yes and no, missing values and lists', async () => {
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'n', data: [1.5, null, 3], type: 'DOUBLE' },
          { name: 'i', data: [1n, 2n, 3n], type: 'INT64' },
          { name: 'w', data: ['a', 'b', null], type: 'STRING' },
          { name: 't', data: [new Date(0), new Date(86_400_000), new Date(172_800_000)], type: 'TIMESTAMP' },
          { name: 'y', data: [true, false, true], type: 'BOOLEAN' },
        ],
      }),
    );
    const path = join(folder, 'types.parquet');
    writeFileSync(path, bytes);
    const reader = await TableReader.open(fileSource(path), { target: 'y' });
    expect(reader.schema.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'n number',
      'i number',
      'w category',
      't date',
    ]);
    const { inputs, truths, lines } = await readAll(reader);
    expect(truths).toEqual([1, 0, 1]);
    expect(lines).toEqual([1, 2, 3]);
    expect(inputs.map((row) => row.slice(0, 4))).toEqual([
      [1.5, 1, 0, 0],
      [Number.NaN, 2, 1, 1],
      [3, 3, Number.NaN, 2],
    ]);
  });
});

describe('Parquet that pyarrow wrote (fixtures/pyarrow/make.py)', () => {
  const fixtures = join(import.meta.dirname, 'fixtures', 'pyarrow');
  type Row = {
    i32: number;
    i64: number | null;
    f: number | null;
    d: number;
    st: { x: number; deep: { z: number | null } } | null;
    li: number[] | null;
  };
  const rows: Row[] = JSON.parse(readFileSync(join(fixtures, 'rows.json'), 'utf8'));
  const names = ['i32', 'i64', 'f', 'd', 'st.x', 'st.deep.z', 'li.0', 'li.1'];

  it.each(readdirSync(fixtures).filter((name) => name.endsWith('.parquet')))(
    'is read as it was written: %s',
    async (name) => {
      const reader = await TableReader.open(fileSource(join(fixtures, name)), {
        target: 'y',
        columns: names,
      });
      const order = reader.schema.columns
        .filter(({ type }) => type === 'number')
        .map((column) => column.name);
      expect([...order].sort()).toEqual([...names].sort());
      const { inputs, truths } = await readAll(reader);
      expect(truths).toEqual(rows.map((_, row) => row % 2));
      for (const [at, { i32, i64, f, d, st, li }] of rows.entries()) {
        const values = [i32, i64, f, d, st?.x, st?.deep.z, li?.[0], li?.[1]];
        const wanted = order.map((column) => Math.fround(values[names.indexOf(column)] ?? Number.NaN));
        expect(inputs[at]).toEqual(wanted);
      }
    },
  );
});

describe('standard input', () => {
  it('is read once; what was seen before is passed over', () => {
    const script = `
      import { TableReader } from '@graph/stream';
      import { stdinSource } from '@graph/stream/node';
      const state = JSON.parse(process.argv[1]);
      const reader = state === null ? await TableReader.open(stdinSource(), { target: 'y', task: 'regression' })
        : await TableReader.from(state, stdinSource());
      const batch = reader.createBatch(2);
      await reader.read(batch, 2);
      console.log(JSON.stringify({ truths: [...batch.truths], state: reader.state() }));
      process.exit(0);`;
    const input = gzipSync(`a,y\n${Array.from({ length: 5000 }, (_, row) => `${row},${row}\n`).join('')}`);
    let state: unknown = null;
    for (const truths of [
      [0, 1],
      [2, 3],
      [4, 5],
    ]) {
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(state)], {
        input,
        cwd: join(import.meta.dirname, '..'),
      });
      const result = JSON.parse(
        run.stdout.toString() || `{"error":${JSON.stringify(run.stderr.toString())}}`,
      );
      expect(result.truths, result.error).toEqual(truths);
      state = result.state;
    }
  });
});
