// Single edges in steps with a single row; see single.ts for where values lie, and edges.ts for the tables.

import { ACTIVATIONS, ADD, DELTAS, pointer, ZERO } from './layout';
import { compact, isInput } from './single';

export function singleEdgesForward(
  table: usize,
  to: usize,
  weights: usize,
  targets: i32,
  start: usize,
): void {
  const base = pointer(ACTIVATIONS);
  const shift = base - (base >> 5);
  let y = compact(to, base);
  for (; targets > 0; targets -= 1, y += 4) {
    const end = table + 4 + ((<usize>load<u32>(table)) << 2);
    let sum: f32 = start == ADD ? load<f32>(y) : start == ZERO ? 0 : load<f32>(start);
    for (table += 4; table < end; table += 4, weights += 4)
      sum += load<f32>(weights) * load<f32>((<usize>load<u32>(table) >> 5) + shift);
    store<f32>(y, sum);
    if (start > ZERO) start += 4;
  }
}

export function singleEdgesBackward(table: usize, to: usize, sources: i32, start: usize): void {
  const base = pointer(DELTAS);
  const shift = base - (base >> 5);
  let y = compact(to, base);
  for (; sources > 0; sources -= 1, y += 4) {
    const end = table + 4 + ((<usize>load<u32>(table)) << 3);
    let sum: f32 = start == ADD ? load<f32>(y) : 0;
    for (table += 4; table < end; table += 8)
      sum += load<f32>(<usize>load<u32>(table)) * load<f32>((<usize>load<u32>(table, 4) >> 5) + shift);
    store<f32>(y, sum);
  }
}

/** As `singleEdgesBackward`, and gradient descent on the weights in the same pass. */
export function singleEdgesBackwardDescend(
  table: usize,
  to: usize,
  sources: i32,
  start: usize,
  rate: f32,
): void {
  const base = pointer(DELTAS);
  const shift = base - (base >> 5);
  let x = pointer(ACTIVATIONS) + ((to - base) >> 5);
  let y = compact(to, base);
  for (; sources > 0; sources -= 1, y += 4, x += 4) {
    const end = table + 4 + ((<usize>load<u32>(table)) << 3);
    const value = load<f32>(x);
    let sum: f32 = start == ADD ? load<f32>(y) : 0;
    for (table += 4; table < end; table += 8) {
      const at = <usize>load<u32>(table);
      const delta = load<f32>((<usize>load<u32>(table, 4) >> 5) + shift);
      const weight = load<f32>(at);
      sum += weight * delta;
      store<f32>(at, weight - rate * (delta * value));
    }
    store<f32>(y, sum);
  }
}

/** As `singleEdgesGradient`, and gradient descent at once, on the edges that come from inputs. */
export function singleEdgesDescend(
  table: usize,
  delta: usize,
  weights: usize,
  targets: i32,
  rate: f32,
): void {
  const base = pointer(ACTIVATIONS);
  const shift = base - (base >> 5);
  let d = compact(delta, pointer(DELTAS));
  for (; targets > 0; targets -= 1, d += 4) {
    const slope = load<f32>(d);
    const end = table + 4 + ((<usize>load<u32>(table)) << 2);
    for (table += 4; table < end; table += 4, weights += 4) {
      const source = <usize>load<u32>(table);
      if (isInput(source))
        store<f32>(weights, load<f32>(weights) - rate * (slope * load<f32>((source >> 5) + shift)));
    }
  }
}

export function singleEdgesGradient(table: usize, delta: usize, gradient: usize, targets: i32): void {
  const base = pointer(ACTIVATIONS);
  const shift = base - (base >> 5);
  let d = compact(delta, pointer(DELTAS));
  for (; targets > 0; targets -= 1, d += 4) {
    const slope = load<f32>(d);
    const end = table + 4 + ((<usize>load<u32>(table)) << 2);
    for (table += 4; table < end; table += 4, gradient += 4)
      store<f32>(gradient, slope * load<f32>((<usize>load<u32>(table) >> 5) + shift));
  }
}
