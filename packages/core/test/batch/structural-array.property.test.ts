import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { StructuralArray } from '../../src/batch/structural-array.js';

type Step = readonly [name: 'lo' | 'hi' | 'step' | 'transpose' | 'pick', seeds: readonly number[]];

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
const steps = fc.array(
  fc.tuple(
    fc.constantFrom('lo', 'hi', 'step', 'transpose', 'pick'),
    fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }),
  ),
  { maxLength: 4 },
);

/** Turns random numbers into arguments that fit the view's shape. */
function argumentsOf([name, seeds]: Step, { shape }: NdArray<Float64Array>): (number | null)[] {
  if (name === 'lo') return shape.map((length, axis) => seeds[axis]! % length);
  if (name === 'hi') return shape.map((length, axis) => 1 + (seeds[axis]! % length));
  if (name === 'step') return shape.map((_, axis) => [1, 2, 3, -1, -2][seeds[axis]! % 5]!);
  if (name === 'transpose')
    return [...shape.keys()].sort((left, right) => seeds[left]! - seeds[right]! || left - right);
  // One axis stays: ndarray's view of none cannot be compared by its elements.
  return shape.map((length, axis) =>
    axis === seeds[3]! % shape.length || seeds[axis]! % 2 === 0 ? null : seeds[axis]! % length,
  );
}

const apply = (view: NdArray<Float64Array>, step: Step, args: (number | null)[]): NdArray<Float64Array> =>
  (view[step[0]] as (...args: (number | null)[]) => NdArray<Float64Array>).call(view, ...args);

function* placesOf(shape: readonly number[]): Generator<number[]> {
  if (shape.length === 0) return yield [];
  for (let at = 0; at < shape[0]!; at += 1) for (const rest of placesOf(shape.slice(1))) yield [at, ...rest];
}

const counting = (shape: readonly number[]): Float64Array =>
  Float64Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, at) => at);

/** Runs the same views over ndarray and over ours. */
function both(shape: number[], path: readonly Step[]): [NdArray<Float64Array>, NdArray<Float64Array>] {
  let theirs = ndarray(counting(shape), [...shape]);
  let ours: NdArray<Float64Array> = new StructuralArray(counting(shape), [...shape]);
  for (const step of path) {
    const args = argumentsOf(step, theirs);
    theirs = apply(theirs, step, args);
    ours = apply(ours, step, args);
  }
  return [ours, theirs];
}

describe('StructuralArray', () => {
  it('looks at what ndarray looks at, through any chain of views', () => {
    fc.assert(
      fc.property(shapes, steps, (shape, path) => {
        const [ours, theirs] = both(shape, path);
        for (const name of ['shape', 'stride', 'offset', 'size', 'dimension', 'dtype'] as const)
          expect(ours[name], name).toEqual(theirs[name]);
        // Equal strides may come in any order.
        const sorted = (view: NdArray<Float64Array>): number[] =>
          view.order.map((axis) => Math.abs(view.stride[axis]!));
        expect(sorted(ours)).toEqual(sorted(theirs));
        expect([...ours.order].sort()).toEqual([...ours.shape.keys()]);
        for (const place of placesOf(theirs.shape)) {
          expect(ours.index(...place)).toBe(theirs.index(...place));
          expect(ours.get(...place)).toBe(theirs.get(...place));
        }
      }),
    );
  });

  it('writes where ndarray writes, and returns the value', () => {
    fc.assert(
      fc.property(shapes, steps, fc.nat(1000), (shape, path, seed) => {
        const [ours, theirs] = both(shape, path);
        const place = theirs.shape.map((length) => seed % length);
        expect(ours.set(...place, -7)).toBe(theirs.set(...place, -7));
        expect(ours.data).toEqual(theirs.data);
      }),
    );
  });

  it('keeps what an argument leaves out or a negative one, as ndarray does', () => {
    const [ours, theirs] = both([4, 3], []);
    for (const [name, args] of [
      ['lo', [1]],
      ['lo', [-1, 2]],
      ['hi', [2]],
      ['hi', [-1, 2]],
      ['step', [2]],
      ['pick', [1]],
      ['pick', [-1, 2]],
      ['pick', [null, 2]],
      ['transpose', [1, 0]],
    ] as const) {
      const step: Step = [name, []];
      const { shape, stride, offset } = apply(theirs, step, [...args]);
      expect(apply(ours, step, [...args]), `${name}(${args})`).toMatchObject({ shape, stride, offset });
    }
  });

  it.each([
    Int8Array,
    Int16Array,
    Int32Array,
    Uint8Array,
    Uint8ClampedArray,
    Uint16Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  ])('names the type of %o as ndarray does', (Type) => {
    expect(new StructuralArray(new Type(1), [1]).dtype).toBe(ndarray(new Type(1), [1]).dtype);
  });

  it('turns all axes round as T', () => {
    const { T } = new StructuralArray(counting([2, 3, 4]), [2, 3, 4]);
    expect([T.shape, T.stride, T.get(3, 2, 1)]).toEqual([[4, 3, 2], [1, 4, 12], 23]);
  });
});
