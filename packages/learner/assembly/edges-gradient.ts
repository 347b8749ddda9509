// Gradients of single edges and of biases; see edges.ts for the tables.

import { SLOT } from './layout';
import { madd, sum4, sums4 } from './math';

/** Gradients of the weights of the edges into `targets` neurons; lanes without a row have derivative 0. */
export function edgesGradient(
  table: usize,
  delta: usize,
  gradient: usize,
  targets: i32,
  first: bool,
  vectors: i32,
): void {
  for (; targets > 0; targets -= 1, delta += SLOT) {
    const count = <usize>load<u32>(table);
    table += 4;
    const end = table + (count << 2);
    if (vectors == 8) edges32(table, end, delta, gradient, first);
    else edgesAny(table, end, delta, gradient, first, vectors);
    table = end;
    gradient += count << 2;
  }
}

function edges32(table: usize, end: usize, delta: usize, gradient: usize, first: bool): void {
  const d0 = v128.load(delta);
  const d1 = v128.load(delta, 16);
  const d2 = v128.load(delta, 32);
  const d3 = v128.load(delta, 48);
  const d4 = v128.load(delta, 64);
  const d5 = v128.load(delta, 80);
  const d6 = v128.load(delta, 96);
  const d7 = v128.load(delta, 112);
  for (; table + 16 <= end; table += 16, gradient += 16) {
    const a = inline.always(dot32(<usize>load<u32>(table), d0, d1, d2, d3, d4, d5, d6, d7));
    const b = inline.always(dot32(<usize>load<u32>(table, 4), d0, d1, d2, d3, d4, d5, d6, d7));
    const c = inline.always(dot32(<usize>load<u32>(table, 8), d0, d1, d2, d3, d4, d5, d6, d7));
    const d = inline.always(dot32(<usize>load<u32>(table, 12), d0, d1, d2, d3, d4, d5, d6, d7));
    const sums = sums4(a, b, c, d);
    v128.store(gradient, first ? sums : f32x4.add(v128.load(gradient), sums));
  }
  for (; table < end; table += 4, gradient += 4) {
    const sum = sum4(inline.always(dot32(<usize>load<u32>(table), d0, d1, d2, d3, d4, d5, d6, d7)));
    store<f32>(gradient, first ? sum : load<f32>(gradient) + sum);
  }
}

/** Products of 32 lanes at `x` with those of `d0` to `d7`, summed up to four. */
function dot32(
  x: usize,
  d0: v128,
  d1: v128,
  d2: v128,
  d3: v128,
  d4: v128,
  d5: v128,
  d6: v128,
  d7: v128,
): v128 {
  let a = f32x4.mul(d0, v128.load(x));
  let b = f32x4.mul(d1, v128.load(x, 16));
  a = madd(d2, v128.load(x, 32), a);
  b = madd(d3, v128.load(x, 48), b);
  a = madd(d4, v128.load(x, 64), a);
  b = madd(d5, v128.load(x, 80), b);
  a = madd(d6, v128.load(x, 96), a);
  b = madd(d7, v128.load(x, 112), b);
  a = f32x4.add(a, b);
  // Never taken: it keeps V8 of Node 20 from loading the next edge's vectors, too, and so from spilling.
  if (x == 0) v128.store(x, a);
  return a;
}

function edgesAny(table: usize, end: usize, delta: usize, gradient: usize, first: bool, vectors: i32): void {
  const bytes = (<usize>vectors) << 4;
  for (; table < end; table += 4, gradient += 4) {
    const x = <usize>load<u32>(table);
    let a = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) a = madd(v128.load(delta + at), v128.load(x + at), a);
    const sum = sum4(a);
    store<f32>(gradient, first ? sum : load<f32>(gradient) + sum);
  }
}

/** Gradients of the biases of `count` neurons. */
export function biasGradient(delta: usize, gradient: usize, count: i32, first: bool, vectors: i32): void {
  const bytes = (<usize>vectors) << 4;
  for (; count >= 4; count -= 4, delta += 4 * SLOT, gradient += 16) {
    let a = v128.load(delta);
    let b = v128.load(delta, SLOT);
    let c = v128.load(delta, 2 * SLOT);
    let d = v128.load(delta, 3 * SLOT);
    for (let at = delta + 16, end = delta + bytes; at < end; at += 16) {
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at, SLOT));
      c = f32x4.add(c, v128.load(at, 2 * SLOT));
      d = f32x4.add(d, v128.load(at, 3 * SLOT));
    }
    const sums = sums4(a, b, c, d);
    v128.store(gradient, first ? sums : f32x4.add(v128.load(gradient), sums));
  }
  for (; count > 0; count -= 1, delta += SLOT, gradient += 4) {
    let a = v128.load(delta);
    for (let at: usize = 16; at < bytes; at += 16) a = f32x4.add(a, v128.load(delta + at));
    const sum = sum4(a);
    store<f32>(gradient, first ? sum : load<f32>(gradient) + sum);
  }
}
