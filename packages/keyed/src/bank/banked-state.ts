import { StateFormat } from '@graph/core';
import { KeyedError } from '../errors.js';

/** What a state says first. */
export const BANKED_FORMAT: StateFormat<'banked-model'> = new StateFormat('banked-model', 1, KeyedError);

const MAGIC = 0x314d_4247; // GBM1, little-endian
const HEAD = 24;

/** The parts of a key's state, each where it begins in one buffer. */
export type BankedParts = {
  /** Numbers of the key, float64. */
  readonly cells: Float64Array;
  /** What `NetworkBank.take` gave. */
  readonly network: Uint8Array;
  /** What `ReplayBank.take` gave. */
  readonly memory: Uint8Array;
  /** Rows that wait, as JSON; mostly empty. */
  readonly waiting: Uint8Array;
};

/**
 * Writes states, each over the one before, little-endian: magic u32, version u32, the lengths in bytes of numbers, network, memory and waiting
 * rows, u32 each, then those four one after the other.
 */
export class BankedStateWriter {
  #bytes = new Uint8Array(0);
  #head = new Uint32Array(0);
  #numbers = new Float64Array(0);

  /** @returns a view that is valid until the next call, and where in it the memory begins, which is yet to be written. */
  write(
    { all, from, width }: { readonly all: Float64Array; readonly from: number; readonly width: number },
    network: Uint8Array,
    memoryBytes: number,
    waiting: Uint8Array,
  ): { readonly bytes: Uint8Array; readonly memoryAt: number } {
    const cellsBytes = 8 * width;
    const memoryAt = HEAD + cellsBytes + network.length;
    const length = memoryAt + memoryBytes + waiting.length;
    this.#reserve(length);
    const head = this.#head;
    head[0] = MAGIC;
    head[1] = BANKED_FORMAT.header.version;
    head[2] = cellsBytes;
    head[3] = network.length;
    head[4] = memoryBytes;
    head[5] = waiting.length;
    for (let at = 0; at < width; at += 1) this.#numbers[HEAD / 8 + at] = all[from + at]!;
    this.#bytes.set(network, HEAD + cellsBytes);
    if (waiting.length > 0) this.#bytes.set(waiting, memoryAt + memoryBytes);
    return { bytes: this.#bytes.subarray(0, length), memoryAt };
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const buffer = new ArrayBuffer(Math.ceil(length / 4) * 8);
    this.#bytes = new Uint8Array(buffer);
    this.#head = new Uint32Array(buffer, 0, HEAD / 4);
    this.#numbers = new Float64Array(buffer);
  }
}

/** Takes a state apart, into views of it. @throws KeyedError `STATE` if it is not one. */
export function readBankedState(state: Uint8Array): BankedParts {
  // Those of a table may begin anywhere.
  const bytes = state.byteOffset % 8 === 0 ? state : state.slice();
  if (bytes.length < HEAD) throw wrong(`it has ${bytes.length} bytes`);
  const [magic, version, cells, network, memory, waiting] = new Uint32Array(
    bytes.buffer,
    bytes.byteOffset,
    HEAD / 4,
  );
  if (magic !== MAGIC) throw wrong('it does not begin as one');
  BANKED_FORMAT.read({ ...BANKED_FORMAT.header, version: version! });
  const lengths = [cells!, network!, memory!, waiting!];
  if (cells! % 8 !== 0 || lengths.reduce((sum, length) => sum + length, HEAD) !== bytes.length)
    throw wrong(`its parts have ${lengths.join(', ')} bytes of ${bytes.length}`);
  const networkAt = HEAD + cells!;
  const memoryAt = networkAt + network!;
  const waitingAt = memoryAt + memory!;
  return {
    cells: new Float64Array(bytes.buffer, bytes.byteOffset + HEAD, cells! / 8),
    network: bytes.subarray(networkAt, memoryAt),
    memory: bytes.subarray(memoryAt, waitingAt),
    waiting: bytes.subarray(waitingAt),
  };
}

function wrong(why: string): Error {
  return new KeyedError('STATE', `this is not the state of a key of bankedModels: ${why}`);
}
