import type { DataType, NdArray, TypedArray, Value } from 'ndarray';

/**
 * A view with the interface of ndarray, for engines that forbid what ndarray does: it compiles each kind of view with
 * `new Function`, which a content-security policy without `unsafe-eval` and edge runtimes refuse. Slower in `get` and
 * `set`; code that reads `data`, `offset` and `stride` does not notice.
 */
export class StructuralArray<D extends TypedArray> implements NdArray<D> {
  readonly data: D;
  readonly shape: number[];
  readonly stride: number[];
  readonly offset: number;

  /** @param stride - row-major where it is not given. */
  constructor(data: D, shape: number[], stride: number[] = rowMajor(shape), offset = 0) {
    this.data = data;
    this.shape = shape;
    this.stride = stride;
    this.offset = offset;
  }

  get dtype(): DataType<D> {
    const name = this.data.constructor.name.replace(/Array$/, '').toLowerCase();
    return (name === 'uint8clamped' ? 'uint8_clamped' : name) as DataType<D>;
  }

  get dimension(): number {
    return this.shape.length;
  }

  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  /** The axes by rising stride. */
  get order(): number[] {
    const lengths = this.stride.map(Math.abs);
    return [...lengths.keys()].sort((a, b) => lengths[a]! - lengths[b]!);
  }

  get T(): NdArray<D> {
    return this.transpose(...[...this.shape.keys()].reverse());
  }

  index(...at: number[]): Value<D> {
    return this.#place(at) as Value<D>;
  }

  get(...at: number[]): Value<D> {
    return this.data[this.#place(at)] as Value<D>;
  }

  set(...at: number[]): Value<D> {
    const value = at.pop()!;
    this.data[this.#place(at)] = value;
    return value as Value<D>;
  }

  lo(...from: number[]): NdArray<D> {
    const skipped = this.shape.map((_, axis) => Math.max(from[axis] ?? 0, 0));
    const shape = this.shape.map((length, axis) => length - skipped[axis]!);
    return new StructuralArray(this.data, shape, this.stride, this.#place(skipped));
  }

  hi(...to: number[]): NdArray<D> {
    const shape = this.shape.map((length, axis) => ((to[axis] ?? -1) < 0 ? length : to[axis]!));
    return new StructuralArray(this.data, shape, this.stride, this.offset);
  }

  step(...by: number[]): NdArray<D> {
    const steps = this.shape.map((_, axis) => by[axis] ?? 1);
    const shape = this.shape.map((length, axis) => Math.ceil(length / Math.abs(steps[axis]!)));
    const stride = this.stride.map((each, axis) => each * steps[axis]!);
    // A negative step begins at the last element of its axis.
    const first = steps.map((step, axis) => (step < 0 ? this.shape[axis]! - 1 : 0));
    return new StructuralArray(this.data, shape, stride, this.#place(first));
  }

  transpose(...axes: number[]): NdArray<D> {
    const of = (lengths: readonly number[]): number[] =>
      lengths.map((_, axis) => lengths[axes[axis] ?? axis]!);
    return new StructuralArray(this.data, of(this.shape), of(this.stride), this.offset);
  }

  pick(...at: (number | null)[]): NdArray<D> {
    const picked = this.shape.map((_, axis) => at[axis] ?? -1);
    const of = (lengths: readonly number[]): number[] => lengths.filter((_, axis) => picked[axis]! < 0);
    const first = this.#place(picked.map((place) => Math.max(place, 0)));
    return new StructuralArray(this.data, of(this.shape), of(this.stride), first);
  }

  #place(at: readonly number[]): number {
    return at.reduce((sum, index, axis) => sum + index * (this.stride[axis] ?? 0), this.offset);
  }
}

function rowMajor(shape: readonly number[]): number[] {
  const stride = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) stride[axis] = stride[axis + 1]! * shape[axis + 1]!;
  return stride;
}
