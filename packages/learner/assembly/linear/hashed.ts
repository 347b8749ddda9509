// Tables of hashed weights in float32: slot after slot, each with `room` weights and behind them as many sums of squared
// gradients. A row is a list of slots (uint32, below the number of slots) and one of values (float32). A slot may occur in a
// row more than once.

/** The answer of a table with one weight a slot: Σ w v, in float64. */
export function sum(table: usize, slots: usize, values: usize, count: i32): f64 {
  let total: f64 = 0;
  for (; count > 0; count -= 1, slots += 4, values += 4)
    total += <f64>load<f32>(table + ((<usize>load<u32>(slots)) << 3)) * <f64>load<f32>(values);
  return total;
}

/**
 * Adds the squared gradients of a row: G += (delta · v)².
 *
 * @param steps - takes rate · v / √G, how far each weight moves per unit of error.
 * @returns Σ rate · v² / √G: how far the answer moves per unit of error.
 */
export function adapt(
  table: usize,
  slots: usize,
  values: usize,
  count: i32,
  delta: f64,
  rate: f64,
  steps: usize,
): f64 {
  const d = <f32>delta;
  const r = <f32>rate;
  let total: f64 = 0;
  for (; count > 0; count -= 1, slots += 4, values += 4, steps += 4) {
    const at = table + ((<usize>load<u32>(slots)) << 3);
    const v = load<f32>(values);
    const squares = load<f32>(at, 4) + d * v * (d * v);
    store<f32>(at, squares, 4);
    // Without any gradient so far, there is no step to take.
    const step: f32 = squares > 0 ? (r * v) / sqrt<f32>(squares) : 0;
    store<f32>(steps, step);
    total += <f64>step * <f64>v;
  }
  return total;
}

/** w += error · step. */
export function apply(table: usize, slots: usize, steps: usize, count: i32, error: f64): void {
  const e = <f32>error;
  for (; count > 0; count -= 1, slots += 4, steps += 4) {
    const at = table + ((<usize>load<u32>(slots)) << 3);
    store<f32>(at, load<f32>(at) + e * load<f32>(steps));
  }
}

/** The answers of a table with `room` weights a slot, a multiple of 4, to float32 at `to`. */
export function sumClasses(
  table: usize,
  slots: usize,
  values: usize,
  count: i32,
  room: i32,
  to: usize,
): void {
  const bytes = (<usize>room) << 2;
  memory.fill(to, 0, bytes);
  for (; count > 0; count -= 1, slots += 4, values += 4) {
    const weights = table + <usize>load<u32>(slots) * (bytes << 1);
    const v = v128.load_splat<f32>(values);
    for (let at: usize = 0; at < bytes; at += 16)
      v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(weights + at), v)));
  }
}

/** As `adapt`: `deltas` and `rises`, what it returns there, have float32 for each class, `steps` for each slot and class. */
export function adaptClasses(
  table: usize,
  slots: usize,
  values: usize,
  count: i32,
  room: i32,
  deltas: usize,
  rate: f64,
  steps: usize,
  rises: usize,
): void {
  const bytes = (<usize>room) << 2;
  const r = f32x4.splat(<f32>rate);
  const zero = f32x4.splat(0);
  memory.fill(rises, 0, bytes);
  for (; count > 0; count -= 1, slots += 4, values += 4, steps += bytes) {
    const sums = table + <usize>load<u32>(slots) * (bytes << 1) + bytes;
    const v = v128.load_splat<f32>(values);
    const rv = f32x4.mul(r, v);
    for (let at: usize = 0; at < bytes; at += 16) {
      const gradient = f32x4.mul(v128.load(deltas + at), v);
      const squares = f32x4.add(v128.load(sums + at), f32x4.mul(gradient, gradient));
      v128.store(sums + at, squares);
      const step = v128.and(f32x4.div(rv, f32x4.sqrt(squares)), f32x4.gt(squares, zero));
      v128.store(steps + at, step);
      v128.store(rises + at, f32x4.add(v128.load(rises + at), f32x4.mul(step, v)));
    }
  }
}

/** As `apply`: `errors` has float32 for each class. */
export function applyClasses(
  table: usize,
  slots: usize,
  steps: usize,
  count: i32,
  room: i32,
  errors: usize,
): void {
  const bytes = (<usize>room) << 2;
  for (; count > 0; count -= 1, slots += 4, steps += bytes) {
    const weights = table + <usize>load<u32>(slots) * (bytes << 1);
    for (let at: usize = 0; at < bytes; at += 16)
      v128.store(
        weights + at,
        f32x4.add(v128.load(weights + at), f32x4.mul(v128.load(errors + at), v128.load(steps + at))),
      );
  }
}
