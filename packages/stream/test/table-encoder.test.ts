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
