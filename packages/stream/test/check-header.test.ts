import { expect, it } from 'vitest';
import { type ByteSource, TableReader } from '../src/index.js';

const bytes = (text: string, name: string): ByteSource => ({
  name,
  seekable: false,
  async *open() {
    yield new TextEncoder().encode(text);
  },
});

const FIRST = `a,b,y\n${'1,2,3\n2,3,4\n'.repeat(20)}`;

it('refuses a further source without the target, or without any column that is known', async () => {
  const read = async (further: string, learning = true): Promise<number> => {
    const sources = [bytes(FIRST, 'first.csv'), bytes(further, 'next.csv')];
    const reader = await TableReader.open(sources, { target: 'y', learning });
    const batch = reader.createBatch(100);
    return reader.read(batch, 100);
  };
  expect(await read('y,a\n1,2\n')).toBe(41);
  await expect(read('1,2,3\n2,3,4\n')).rejects.toThrow(
    'next.csv has no column "y", the target; its header names "1", "2", "3". If that is a row, write the header above it: "a", "b", "y"',
  );
  await expect(read('p,y\n1,2\n')).rejects.toThrow('next.csv has none of the columns that were learned from');
  expect(await read('b,a\n1,2\n', false)).toBe(41);
  await expect(read('1,2\n1,2\n', false)).rejects.toThrow('none of the columns');
});
