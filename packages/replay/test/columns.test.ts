import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineSchema, mixed, ReplayMemory, uniform } from '../src/index.js';
import { kernels } from './kernels.js';

const schema = defineSchema({
  a: { dtype: 'int8', shape: [] },
  b: { dtype: 'uint8', shape: [3] },
  c: { dtype: 'int16', shape: [2, 3] },
  d: { dtype: 'uint16', shape: [] },
  e: { dtype: 'int32', shape: [5] },
  f: { dtype: 'uint32', shape: [] },
  g: { dtype: 'float32', shape: [33] },
  h: { dtype: 'float64', shape: [2] },
  i: { dtype: 'uint8', shape: [200] },
});
const lengths = { a: 1, b: 3, c: 6, d: 1, e: 5, f: 1, g: 33, h: 2, i: 200 };
const arrays = {
  a: Int8Array,
  b: Uint8Array,
  c: Int16Array,
  d: Uint16Array,
  e: Int32Array,
  f: Uint32Array,
  g: Float32Array,
  h: Float64Array,
  i: Uint8Array,
};
type Name = keyof typeof arrays;
const names = Object.keys(arrays) as Name[];

/** Columns of bytes that look random, NaNs of every kind among them, each column `shift` numbers into its buffer. */
function columns(rows: number, shift: number) {
  const made = names.map((name) => {
    const width = arrays[name].BYTES_PER_ELEMENT;
    const bytes = new Uint8Array((rows * lengths[name] + shift) * width);
    for (let at = 0; at < bytes.length; at += 1)
      bytes[at] = Math.imul(at + name.charCodeAt(0) * 977, 0x9e37_79b1) >>> 24;
    for (let at = 0; at < rows && (name === 'g' || name === 'h'); at += 1)
      bytes.fill(0xff, (shift + at * lengths[name]) * width + 1, (shift + at * lengths[name] + 1) * width);
    return [name, new arrays[name](bytes.buffer, shift * width, rows * lengths[name])];
  });
  return { size: rows, ...Object.fromEntries(made) } as { size: number } & {
    [N in Name]: InstanceType<(typeof arrays)[N]>;
  };
}

const bytesOf = (
  array: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number },
  from: number,
  to: number,
) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).subarray(from, to).toString('hex');

describe.each(kernels)('columns of every dtype, by the %s kernel', (kernel) => {
  it.each([0, 1, 3])(
    'come back bit for bit, also NaNs, and from any place of a buffer (%i numbers in)',
    (shift) => {
      const memory = new ReplayMemory({ schema, capacity: 40, seed: 1, strategy: uniform(), kernel });
      const rows = columns(60, shift);
      memory.add(rows);
      const batch = memory.createBatch(40);
      expect(memory.sample(batch, 40)).toBe(40);
      expect(new Set(batch.ids).size).toBe(40);
      for (const name of names) {
        const column = batch[name];
        const data = 'data' in column ? column.data : column;
        const width = lengths[name] * arrays[name].BYTES_PER_ELEMENT;
        for (let at = 0; at < 40; at += 1)
          expect(bytesOf(data, at * width, (at + 1) * width)).toBe(
            bytesOf(rows[name], batch.ids[at]! * width, (batch.ids[at]! + 1) * width),
          );
      }
      // And from there into another memory, NdArrays and all.
      const other = new ReplayMemory({ schema, capacity: 40, seed: 1, kernel });
      other.add(batch, { from: 10 });
      expect(other.size).toBe(30);
      expect(bytesOf(other.inspect(0)!.values.i, 0, 200)).toBe(
        bytesOf(rows.i, batch.ids[10]! * 200, (batch.ids[10]! + 1) * 200),
      );
    },
  );
});

describe('columns', () => {
  const small = defineSchema({ x: { dtype: 'float32', shape: [2] } });

  it('may be rows out of the middle of a larger array', () => {
    const memory = new ReplayMemory({ schema: small, capacity: 4, seed: 1 });
    const all = ndarray(Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7), [4, 2]);
    memory.add({ size: 2, x: all.lo(1, 0) });
    expect([...memory].map((row) => [...row.values.x])).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(() => memory.add({ size: 4, x: all.lo(1, 0) })).toThrow(
      /size is 4, but the column "x" has 3 rows/,
    );
    expect(() => memory.add({ size: 2, x: all.step(2, 1) })).toThrow(
      /stride \[4,1\].*wanted a float32 array/,
    );
    expect(() => memory.add({ size: 2, x: new Float64Array(4) } as never)).toThrow(
      /"x" is float64, wanted a float32/,
    );
  });

  it('are looked at again where another one is put in the place of one', () => {
    const memory = new ReplayMemory({ schema: small, capacity: 4, seed: 1 });
    const rows = { size: 1, x: Float32Array.of(1, 2) };
    memory.add(rows);
    rows.x = Float32Array.of(3, 4);
    memory.add(rows);
    expect([...memory].map((row) => [...row.values.x])).toEqual([
      [1, 2],
      [3, 4],
    ]);
    const batch = memory.createBatch(1);
    expect(() => Object.assign(batch, { ids: new Float64Array(1) })).toThrow(TypeError);
  });

  it('have the types of their fields', () => {
    const memory = new ReplayMemory({ schema, capacity: 2, seed: 1 });
    memory.add(columns(1, 0));
    const batch = memory.createBatch(1);
    expectTypeOf(batch.a).toEqualTypeOf<Int8Array>();
    expectTypeOf(batch.g).toEqualTypeOf<NdArray<Float32Array>>();
    expectTypeOf(batch.size).toEqualTypeOf<number>();
    expectTypeOf(memory.inspect(0)!.values.d).toEqualTypeOf<number>();
    expectTypeOf(memory.inspect(0)!.values.h).toEqualTypeOf<Float64Array>();
  });

  it('fit the interface that a learner declares for a memory', () => {
    type Batch = { size: number; inputs: NdArray<Float32Array>; domains: Uint16Array };
    interface RehearsalMemory {
      readonly size: number;
      createBatch(capacity: number): Batch & { ids: Float64Array; weights?: Float32Array };
      sample(batch: Batch & { ids: Float64Array; weights?: Float32Array }, count: number): number;
      updatePriorities(ids: Float64Array, priorities: Float32Array, count: number): void;
      add(batch: Batch): void;
    }
    const fields = defineSchema({
      inputs: { dtype: 'float32', shape: [63] },
      domains: { dtype: 'uint16', shape: [] },
    });
    const memory: RehearsalMemory = new ReplayMemory({ schema: fields, capacity: 2, seed: 1 });
    expect(memory.size).toBe(0);
  });
});

describe('a memory restored with other options', () => {
  it('takes those of the caller, and lists where they differ (reverb#103)', () => {
    const memory = new ReplayMemory({ schema: { x: { dtype: 'uint8', shape: [] } }, capacity: 9, seed: 1 });
    memory.add({ size: 9, x: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8) });
    const strategy = uniform();
    const twin = ReplayMemory.from(memory.state(), { strategy, newPriority: 'max', capacity: 5 });
    expect([twin.strategy, twin.capacity, [...twin.ids()]]).toEqual([strategy, 5, [4, 5, 6, 7, 8]]);
    expect(twin.differences).toEqual([
      { option: 'strategy', saved: mixed(), taken: strategy },
      { option: 'capacity', saved: 9, taken: 5 },
    ]);
    expect(ReplayMemory.from(memory.state(), { capacity: 9 }).differences).toEqual([]);
    expect(() => ReplayMemory.from(memory.state(), { schema: { y: { dtype: 'uint8', shape: [] } } })).toThrow(
      /saved rows have x: uint8\[\], wanted y: uint8\[\]/,
    );
    expect(() => ReplayMemory.from({ ...memory.state(), size: 8 })).toThrow(
      /records in the state of replay-memory is a Uint8Array of 9, wanted a Uint8Array of 8/,
    );
  });
});
