import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RowWriter, StreamError, TableEncoder, TableReader, type TableSchema } from '../src/index.ts';
import { textSource } from './text-source.ts';

describe('encoding', () => {
  it('standardises with what was learned, and learns nothing by encoding', async () => {
    const reader = await TableReader.open(textSource('a,y\n1,10\n3,20\n8,60\n'), { target: 'y' });
    const encoder = new TableEncoder(reader.schema);
    const rows = reader.createBatch(3);
    const encoded = encoder.createBatch(3, 0);
    await reader.read(rows, 3);
    encoder.encode(rows, encoded);
    expect([...encoded.inputs.data]).toEqual([0, 0, 0, 0, 0, 0]);
    encoder.learn(rows);
    encoder.encode(rows, encoded);
    const deviation = Math.sqrt(26 / 3);
    expect([...encoded.inputs.data]).toEqual(
      [-3 / deviation, 0, -1 / deviation, 0, 4 / deviation, 0].map((value) => Math.fround(value)),
    );
    expect(encoder.toUnit(0)).toBe(30);
    expect(encoder.toUnit(encoded.targets.data[2]!)).toBeCloseTo(60, 4);
  });

  it('shows a missing value by an indicator', async () => {
    const reader = await TableReader.open(textSource('a,b,y\n1,,1\n2,5,0\n,7,1\n'), {
      target: 'y',
      inferRows: 2,
    });
    const encoder = new TableEncoder(reader.schema);
    expect(encoder.inputNames).toEqual(['a', 'b', 'b [missing]', '[unexpected]']);
    const rows = reader.createBatch(3);
    const encoded = encoder.createBatch(3, 0);
    await reader.read(rows, 3);
    encoder.encode(rows, encoded);
    expect([...encoded.inputs.data]).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('learns nothing from a missing value', async () => {
    const reader = await TableReader.open(textSource('a,y\n1,10\n,20\n3,60\n'), { target: 'y' });
    const encoder = new TableEncoder(reader.schema);
    const rows = reader.createBatch(3);
    await reader.read(rows, 3);
    encoder.learn(rows);
    expect([...encoder.state().counts]).toEqual([2, 3]);
    expect([...encoder.state().means]).toEqual([2, 30]);
  });

  it('gives the bits that it gave before, on every machine', async () => {
    const lines = Array.from({ length: 300 }, (_, row) =>
      [
        ((row * 7919) % 1009) / 13,
        row % 3 === 0 ? '' : row % 2 === 0 ? 'yes' : 'no',
        `c${(row * row) % 17}`,
        `2024-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + (row % 28)).padStart(2, '0')}T${String(row % 24).padStart(2, '0')}:30:00Z`,
        `a sentence, number ${(row * 31) % 97} of many`.replace(',', ''),
        ['north', 'süd', '東'][row % 3],
      ].join(','),
    );
    const reader = await TableReader.open(textSource(`n,b,c,d,t,y\n${lines.join('\n')}\n`), { target: 'y' });
    expect(reader.schema.columns.map(({ type }) => type)).toEqual([
      'number',
      'boolean',
      'category',
      'date',
      'text',
    ]);
    const encoder = new TableEncoder(reader.schema);
    const rows = reader.createBatch(16);
    const hash = createHash('sha256');
    for (; (await reader.read(rows, 16)) > 0; rows.size = 0) {
      const encoded = encoder.createBatch(16, reader.classCount);
      encoder.encode(rows, encoded);
      encoder.learn(rows);
      for (const { data } of [encoded.inputs, encoded.targets]) hash.update(new Uint8Array(data.buffer));
    }
    const { counts, means, squares } = encoder.state();
    for (const array of [counts, means, squares]) hash.update(new Uint8Array(array.buffer));
    const { kind, version, watched: _, ...state } = reader.state();
    expect([kind, version]).toEqual(['table-reader', 1]);
    hash.update(JSON.stringify(state));
    expect(hash.digest('hex')).toMatchInlineSnapshot(
      `"aeb0d7a879ed5afc32cc027a09fd61765a6cf31427caaa85e9fb06cb4696ae1f"`,
    );
  });

  it('holds standardised inputs within the clip, on both sides', async () => {
    const numbers = [...Array.from({ length: 98 }, (_, row) => row % 2), 1e6, -1e6];
    const reader = await TableReader.open(textSource(`a,y\n${numbers.map((a) => `${a},1\n`).join('')}`), {
      target: 'y',
    });
    const rows = reader.createBatch(98);
    await reader.read(rows, 98);
    for (const clip of [undefined, 3]) {
      const encoder = new TableEncoder(reader.schema, clip === undefined ? {} : { clip });
      encoder.learn(rows);
      const far = reader.createBatch(2);
      far.inputs.data.set([1e6, -1e6]);
      far.size = 2;
      const encoded = encoder.createBatch(2, 0);
      encoder.encode(far, encoded);
      expect([...encoded.inputs.data]).toEqual([clip ?? 8, 0, -(clip ?? 8), 0]);
    }
  });

  it('has at least two outputs for classes', async () => {
    const reader = await TableReader.open(textSource('a,y\n1,p\n'), { target: 'y' });
    const encoder = new TableEncoder(reader.schema);
    expect([0, 1, 2, 3].map((count) => encoder.outputWidth(count))).toEqual([2, 2, 2, 3]);
    expect(encoder.createBatch(1, 0).targets.shape).toEqual([1, 2]);
  });

  it('takes rows without domains for those of the first', async () => {
    const reader = await TableReader.open(textSource('d,a,y\nn,1,2\ns,2,3.5\n'), {
      target: 'y',
      domainColumn: 'd',
    });
    const encoder = new TableEncoder(reader.schema);
    const rows = reader.createBatch(2);
    await reader.read(rows, 2);
    const encoded = encoder.createBatch(2, 0);
    encoder.encode(rows, encoded);
    expect([...encoded.domains]).toEqual([0, 1]);
    encoder.encode({ size: 2, inputs: rows.inputs, targets: rows.targets }, encoded);
    expect([...encoded.domains]).toEqual([0, 0]);
  });

  it.each([{ clip: 0 }, { clip: Number.NaN }, { clips: 8 }])('refuses the options %j', async (options) => {
    const reader = await TableReader.open(textSource('a,y\n1,2\n'), { target: 'y' });
    const act = (): unknown => new TableEncoder(reader.schema, options as object);
    expect(act).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });

  it('resumes exactly from its state', async () => {
    const reader = await TableReader.open(textSource('a,y\n1,10\n3,20\n8,60\n'), { target: 'y' });
    const encoder = new TableEncoder(reader.schema);
    const rows = reader.createBatch(3);
    await reader.read(rows, 3);
    encoder.learn(rows);
    const twin = TableEncoder.from(structuredClone(encoder.state()), reader.schema);
    encoder.learn(rows);
    twin.learn(rows);
    expect(twin.state()).toEqual(encoder.state());
  });
});

describe('growing', () => {
  const schemaOf = async (text: string): Promise<TableSchema> =>
    (await TableReader.open(textSource(text), { target: 'y' })).schema;

  it('leaves every input and every statistic where it was, and appends', async () => {
    const schema = await schemaOf('a,b,y\n1,,10\n3,x,20.5\n');
    const encoder = new TableEncoder(schema);
    const writer = new RowWriter({ target: 'y', schema });
    const rows = writer.createBatch(2);
    for (const row of [
      { a: 1, y: 10 },
      { a: 3, b: 'x', y: 20 },
    ]) {
      writer.write(row, rows);
      rows.size += 1;
    }
    encoder.learn(rows);
    const before = encoder.createBatch(2, 0);
    encoder.encode(rows, before);
    const { inputNames, inputWidth } = encoder;
    expect(inputNames.at(-1)).toBe('[unexpected]');
    for (const row of [{ c: 5 }, { a: 'word' }]) writer.write(row, writer.createBatch(1));
    encoder.grow(writer.schema);
    expect(encoder.inputNames.slice(0, inputWidth)).toEqual(inputNames);
    expect(encoder.inputNames.slice(inputWidth)).toEqual([
      'c',
      'c [missing]',
      ...Array.from({ length: 8 }, (_, at) => `a [category ${at + 1}]`),
    ]);
    expect(encoder.toUnit(0)).toBe(15);
    expect([...encoder.state().counts]).toEqual([2, 0, 2]);
    // The rows from before, NaN in their new places.
    const wide = writer.createBatch(2);
    wide.inputs.data.fill(Number.NaN);
    for (const row of [0, 1])
      wide.inputs.data.set(rows.inputs.data.subarray(row * 2, row * 2 + 2), row * writer.rawWidth);
    wide.targets.data.set(rows.targets.data);
    wide.size = 2;
    const after = encoder.createBatch(2, 0);
    encoder.encode(wide, after);
    for (const row of [0, 1]) {
      const encoded = [
        ...after.inputs.data.subarray(row * encoder.inputWidth, (row + 1) * encoder.inputWidth),
      ];
      expect(encoded.slice(0, inputWidth)).toEqual([
        ...before.inputs.data.subarray(row * inputWidth, (row + 1) * inputWidth),
      ]);
      expect(encoded.slice(inputWidth)).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
    expect([...after.targets.data]).toEqual([...before.targets.data]);
    const twin = TableEncoder.from(structuredClone(encoder.state()), encoder.schema);
    expect(twin.state()).toEqual(encoder.state());
  });

  it('starts with the shared input alone where a schema grows from nothing', () => {
    const writer = new RowWriter({ target: 'y' });
    const encoder = new TableEncoder(writer.schema);
    expect(encoder.inputNames).toEqual(['[unexpected]']);
    for (const row of [{ a: 1 }, { a: 1 }, { a: null }]) writer.write(row, writer.createBatch(1));
    encoder.grow(writer.schema);
    expect(encoder.inputNames).toEqual(['[unexpected]', 'a', 'a [missing]']);
    const rows = writer.createBatch(1);
    writer.write({}, rows);
    rows.size = 1;
    const encoded = encoder.createBatch(1, 0);
    encoder.encode(rows, encoded);
    expect([...encoded.inputs.data]).toEqual([0, 0, 1]);
  });

  it('refuses a schema that is not its own with columns appended, and is then unchanged', async () => {
    const schema = await schemaOf('a,b,y\n1,2,10\n3,4,20.5\n');
    const encoder = new TableEncoder(schema);
    const { inputNames } = encoder;
    const appended = { name: 'c', type: 'boolean', missing: true } as const;
    const { columns, targets } = schema;
    for (const wrong of [
      { ...schema, columns: columns.slice(1) },
      { ...schema, columns: [...columns, appended] },
      { ...schema, appendedFrom: 1 },
      { ...schema, columns: [columns[1]!, columns[0]!, appended], appendedFrom: 2 },
      { ...schema, targets: [] },
      { ...schema, targets: [{ ...targets[0]!, name: 'z' }] },
    ])
      expect(() => encoder.grow(wrong)).toThrow(expect.objectContaining({ code: 'SCHEMA' }));
    expect(encoder.inputNames).toEqual(inputNames);
    encoder.grow({ ...schema, columns: [...columns, appended], appendedFrom: 2 });
    expect(encoder.inputNames).toEqual([...inputNames, 'c', 'c [missing]']);
    encoder.grow({ ...encoder.schema, targets: [{ ...targets[0]!, task: 'class' }] });
    expect(encoder.outputWidth(5)).toBe(5);
  });
});

describe('the states of this package', () => {
  it('are refused when a field is missing or of another kind, by name', async () => {
    const source = textSource('a,c,y\n1,x,10\n3,z,20.5\n');
    const reader = await TableReader.open(source, { target: 'y' });
    const encoder = new TableEncoder(reader.schema);
    await reader.read(reader.createBatch(1), 1);
    const kinds: [object, (state: never) => unknown][] = [
      [reader.state(), (state) => TableReader.from(state, source)],
      [encoder.state(), async (state) => TableEncoder.from(state, reader.schema)],
    ];
    for (const [state, from] of kinds) {
      for (const field of Object.keys(state))
        for (const wrong of [undefined, null, {}, 'x', -1, 0.5, '{}', new Float64Array(9)]) {
          const error = await Promise.resolve(from({ ...state, [field]: wrong } as never)).catch(
            (caught) => caught,
          );
          expect([field, StreamError.is(error) && error.code]).toEqual([field, 'STATE']);
        }
      for (const wrong of [
        undefined,
        null,
        {},
        [],
        5,
        { ...state, kind: 'other' },
        { ...state, version: 2 },
      ]) {
        const error = await Promise.resolve(from(wrong as never)).catch((caught) => caught);
        expect(StreamError.is(error) && error.code).toBe('STATE');
      }
    }
  });
});
