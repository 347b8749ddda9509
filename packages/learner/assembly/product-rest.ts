// What the tiles of a product leave over, the same forward and backward: the last few sums, and the last four lanes of an
// odd number of vectors. `termStep` and `sumStep` are the bytes from a weight to that of the next term, or sum.

import { ADD, SLOT, ZERO } from './layout';
import { madd } from './math';

/** 1 sum × 8 lanes at a time. */
export function lanes8(
  from: usize,
  to: usize,
  weights: usize,
  terms: i32,
  sums: i32,
  termStep: usize,
  sumStep: usize,
  start: usize,
): void {
  const end = from + <usize>terms * SLOT;
  for (; sums > 0; sums -= 1) {
    let a0 = opened(to, start);
    let a1 = opened(to + 16, start);
    let w = weights;
    for (let x = from; x < end; x += SLOT, w += termStep) {
      const s = v128.load_splat<f32>(w);
      a0 = madd(s, v128.load(x), a0);
      a1 = madd(s, v128.load(x, 16), a1);
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    to += SLOT;
    weights += sumStep;
    if (start > ZERO) start += 4;
  }
}

/** 4 sums × 4 lanes at a time. */
export function lanes4(
  from: usize,
  to: usize,
  weights: usize,
  terms: i32,
  sums: i32,
  termStep: usize,
  sumStep: usize,
  start: usize,
): void {
  const end = from + <usize>terms * SLOT;
  for (; sums >= 4; sums -= 4) {
    let a = opened(to, start);
    let b = opened(to + SLOT, start > ZERO ? start + 4 : start);
    let c = opened(to + 2 * SLOT, start > ZERO ? start + 8 : start);
    let d = opened(to + 3 * SLOT, start > ZERO ? start + 12 : start);
    let w0 = weights;
    let w1 = w0 + sumStep;
    let w2 = w1 + sumStep;
    let w3 = w2 + sumStep;
    for (let x = from; x < end; x += SLOT) {
      const x0 = v128.load(x);
      a = madd(v128.load_splat<f32>(w0), x0, a);
      b = madd(v128.load_splat<f32>(w1), x0, b);
      c = madd(v128.load_splat<f32>(w2), x0, c);
      d = madd(v128.load_splat<f32>(w3), x0, d);
      w0 += termStep;
      w1 += termStep;
      w2 += termStep;
      w3 += termStep;
    }
    v128.store(to, a);
    v128.store(to, b, SLOT);
    v128.store(to, c, 2 * SLOT);
    v128.store(to, d, 3 * SLOT);
    to += 4 * SLOT;
    weights += sumStep << 2;
    if (start > ZERO) start += 16;
  }
  for (; sums > 0; sums -= 1) {
    let a = opened(to, start);
    let w = weights;
    for (let x = from; x < end; x += SLOT, w += termStep) a = madd(v128.load_splat<f32>(w), v128.load(x), a);
    v128.store(to, a);
    to += SLOT;
    weights += sumStep;
    if (start > ZERO) start += 4;
  }
}

/** What the sum at `to` starts from. */
function opened(to: usize, start: usize): v128 {
  if (start == ADD) return v128.load(to);
  return start == ZERO ? f32x4.splat(0) : v128.load_splat<f32>(start);
}
