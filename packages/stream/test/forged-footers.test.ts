import { readdirSync, readFileSync } from 'node:fs';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { StreamError, TableReader } from '../src/index.ts';
import { codecs } from '../src/node/codecs.ts';
import { textSource } from './text-source.ts';

// By hand: GRAPH_FUZZ_RUNS=10000 pnpm test forged
const RUNS = Number(process.env['GRAPH_FUZZ_RUNS'] ?? 500);

const folder = new URL('./fixtures/pyarrow/', import.meta.url);
const ofPyarrow = readdirSync(folder).filter((name) => name.endsWith('.parquet'));
const small = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: 'x', data: [1, 2, 3, 4] },
      { name: 'y', data: ['a', 'b', 'a', 'b'] },
    ],
    rowGroupSize: 2,
  }),
);

/** Whole numbers below a bound, the same on every run (xorshift32). */
function below(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

/** Changes some bits of a footer, and of the length that it says it has. */
function forged(bytes: Uint8Array, random: (bound: number) => number): Uint8Array {
  const copy = bytes.slice();
  const length = new DataView(copy.buffer).getUint32(copy.length - 8, true);
  for (let change = 1 + random(3); change > 0; change -= 1) {
    const at = copy.length - 8 - length + random(length + 4);
    copy[at] = random(3) === 0 ? random(256) : copy[at]! ^ (1 << random(8));
  }
  return copy;
}

/** Why a file cannot be read; undefined where it can. Anything but a StreamError is thrown on. */
async function faultOf(bytes: Uint8Array): Promise<StreamError | undefined> {
  try {
    const source = { ...textSource(bytes, { name: 'forged.parquet' }), codecs };
    const reader = await TableReader.open(source, { target: 'y', inferRows: 5 });
    const batch = reader.createBatch(4);
    while ((await reader.read(batch, 4)) > 0) batch.size = 0;
    await reader.close();
    return undefined;
  } catch (error) {
    if (StreamError.is(error)) return error;
    throw error;
  }
}

it.each([
  ['small', [small]],
  ['of pyarrow', ofPyarrow.map((name) => new Uint8Array(readFileSync(new URL(name, folder))))],
] as const)(
  `a forged Parquet footer says what is wrong in words, never as an engine would: ${RUNS} of them, %s`,
  async (name, files) => {
    const random = below(0x2545_f491);
    const said = new Set<string>();
    // Those of pyarrow are read for longer.
    for (let run = 0; run < (name === 'small' ? RUNS : RUNS / 10); run += 1) {
      const fault = await faultOf(forged(files[run % files.length]!, random));
      if (fault !== undefined) said.add(fault.message);
    }
    expect(said.size).toBeGreaterThan(5);
    for (const text of said) {
      expect(text).not.toMatch(
        /Cannot |is not a function|argument|DataView|typed array|undefined|NaN|\[object/,
      );
    }
    expect([...said].join()).toContain(
      'forged.parquet is Parquet that cannot be read: its footer is damaged',
    );
  },
  120_000,
);
