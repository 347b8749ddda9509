import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TableEncoder, TableReader } from '../src/index.ts';
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
    for (const array of Object.values(encoder.state())) hash.update(new Uint8Array(array.buffer));
    hash.update(JSON.stringify(reader.state()));
    expect(hash.digest('hex')).toMatchInlineSnapshot(
      `"aeb0d7a879ed5afc32cc027a09fd61765a6cf31427caaa85e9fb06cb4696ae1f"`,
    );
  });

  it('goes on exactly from its state', async () => {
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
