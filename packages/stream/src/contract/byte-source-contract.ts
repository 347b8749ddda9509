import { type ContractCase, ensure } from '@graph/core/contract';
import type { ByteSource } from '../bytes/byte-source.js';

/** Bytes of all values, more than most sources give at once. */
const BYTES: Uint8Array = Uint8Array.from({ length: 200_000 }, (_, at) => (at * 31 + (at >> 8)) & 0xff);

/**
 * What every byte source must do.
 *
 * @param make - makes a new source of these bytes; it is called for each case.
 * @example
 * ```ts
 * for (const { name, run } of byteSourceContract((bytes) => mySource(bytes))) it(name, run);
 * ```
 */
export function byteSourceContract(
  make: (bytes: Uint8Array) => ByteSource | Promise<ByteSource>,
): readonly ContractCase[] {
  return [
    {
      name: 'has a name for messages',
      run: async () => {
        const { name } = await make(BYTES);
        ensure(typeof name === 'string' && name.length > 0, `name is ${String(name)}, wanted a text`);
      },
    },
    ...[0, 1, BYTES.length].map((length) => ({
      name: `gives all of ${length} bytes, in their order`,
      run: async () => {
        const bytes = BYTES.slice(0, length);
        const source = await make(bytes);
        ensureSame(await readAll(source, 0), bytes, 'open(0)');
      },
    })),
    {
      name: 'gives pieces that stay as they are while later ones are read',
      run: async () => {
        const pieces: Uint8Array[] = [];
        const copies: Uint8Array[] = [];
        for await (const piece of (await make(BYTES)).open(0)) {
          ensure(piece instanceof Uint8Array, 'a piece is not a Uint8Array');
          pieces.push(piece);
          copies.push(piece.slice());
        }
        for (const [at, piece] of pieces.entries()) ensureSame(piece, copies[at]!, `piece ${at + 1}`);
      },
    },
    {
      name: 'may be left in the middle',
      run: async () => {
        for await (const piece of (await make(BYTES)).open(0)) if (piece.length > 0) break;
      },
    },
    {
      name: 'starts at any byte if it is seekable',
      run: async () => {
        const { seekable } = await make(BYTES);
        ensure(
          seekable === undefined || typeof seekable === 'boolean',
          `seekable is ${String(seekable)}, wanted true or false`,
        );
        if (seekable !== true) return;
        for (const from of [1, 65_536, 131_073, BYTES.length - 1, BYTES.length])
          ensureSame(await readAll(await make(BYTES), from), BYTES.subarray(from), `open(${from})`);
      },
    },
    {
      name: 'has both slice and byteLength, or neither: Parquet needs both',
      run: async () => {
        const { slice, byteLength } = await make(BYTES);
        ensure(
          (slice === undefined) === (byteLength === undefined),
          'only one of slice and byteLength is there',
        );
      },
    },
    {
      name: 'counts its bytes and reads them anywhere, if it can',
      run: async () => {
        const source = await make(BYTES);
        if (source.slice === undefined || source.byteLength === undefined) return;
        const length = await source.byteLength();
        ensure(length === BYTES.length, `byteLength is ${length}, wanted ${BYTES.length}`);
        for (const [start, end] of [
          [0, 4],
          [BYTES.length - 8, BYTES.length],
          [70_000, 150_000],
          [5, 5],
        ] as const)
          ensureSame(await source.slice(start, end), BYTES.subarray(start, end), `slice(${start}, ${end})`);
      },
    },
  ];
}

async function readAll(source: ByteSource, from: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.open(from)) pieces.push(piece.slice());
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function ensureSame(given: Uint8Array, wanted: Uint8Array, what: string): void {
  ensure(given.length === wanted.length, `${what} gives ${given.length} bytes, wanted ${wanted.length}`);
  const at = given.findIndex((byte, index) => byte !== wanted[index]);
  ensure(at === -1, `${what} gives byte ${given[at]} at ${at}, wanted ${wanted[at]}`);
}
