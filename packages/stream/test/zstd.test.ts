import { readFileSync } from 'node:fs';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { TableReader } from '../src/index.ts';
import { readAll } from './read-all.ts';
import { textSource } from './text-source.ts';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`./fixtures/zstd/${name}`, import.meta.url)));

/** A frame of one block that is not packed (RFC 8878, 3.1.1). */
function frame(bytes: Uint8Array): Uint8Array {
  const size = bytes.length;
  const block = (size << 3) | 1;
  return Uint8Array.from([
    ...[0x28, 0xb5, 0x2f, 0xfd, 0xa0],
    ...[size & 255, (size >> 8) & 255, (size >> 16) & 255, size >>> 24],
    ...[block & 255, (block >> 8) & 255, block >> 16],
    ...bytes,
  ]);
}

describe('Zstandard', () => {
  it('is found out by its first bytes, unpacked as it comes, and resumed', async () => {
    const open = (bytes: Uint8Array) => TableReader.open(textSource(bytes, { piece: 100 }), { target: 'y' });
    const wanted = await readAll(await open(fixture('table.csv')));
    expect(await readAll(await open(fixture('table.csv.zst')))).toEqual(wanted);
    const first = await open(fixture('table.csv.zst'));
    await first.read(first.createBatch(7), 7);
    const second = await TableReader.from(first.state(), textSource(fixture('table.csv.zst')));
    expect((await readAll(second)).truths).toEqual(wanted.truths.slice(7));
  });

  it('that is damaged is said to be', async () => {
    const bytes = fixture('table.csv.zst');
    await expect(
      TableReader.open(textSource(bytes.subarray(0, bytes.length >> 1)), { target: 'y' }).then(readAll),
    ).rejects.toThrow('starts as Zstandard, but cannot be unpacked');
  });

  it('inside Parquet is unpacked without the help of the platform', async () => {
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: 'x', data: [1.5, 2.5, 3.5], type: 'DOUBLE' },
        { name: 'y', data: [141361711250185001n, 141361711250185002n, 141361711250185001n], type: 'INT64' },
      ],
      codec: 'ZSTD',
      compressors: { ZSTD: frame },
    });
    const reader = await TableReader.open(textSource(new Uint8Array(buffer)), { target: 'y' });
    const { inputs, truths } = await readAll(reader);
    // Two whole numbers that are the same double are two classes.
    expect([inputs, truths, reader.classes]).toEqual([
      [[1.5], [2.5], [3.5]],
      [0, 1, 0],
      ['141361711250185001', '141361711250185002'],
    ]);
  });

  it('or another codec that cannot be unpacked spoils its own column only, which is said', async () => {
    const file = (codec: 'LZ4', column: 'x' | 'z' | 'y') =>
      new Uint8Array(
        parquetWriteBuffer({
          columnData: (['x', 'z', 'y'] as const).map((name, at) => ({
            name,
            data: [1 + at, 2 + at, 3 + at],
            type: 'DOUBLE' as const,
            ...(name === column ? { codec } : {}),
          })),
          compressors: { [codec]: (bytes: Uint8Array) => bytes },
        }),
      );
    const notices: string[] = [];
    const open = (bytes: Uint8Array, exclude?: string[]) =>
      TableReader.open(textSource(bytes), {
        target: 'y',
        ...(exclude === undefined ? {} : { exclude }),
        onNotice: ({ message }) => notices.push(message),
      });
    const reader = await open(file('LZ4', 'z'));
    expect((await readAll(reader)).inputs).toEqual([[1], [2], [3]]);
    expect(notices.join()).toContain('column "z" is left out, it cannot be read: its codec LZ4');
    await expect(open(file('LZ4', 'y'))).rejects.toThrow('has no column "y"');
  });
});
