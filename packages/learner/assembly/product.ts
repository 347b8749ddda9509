// Matrix products over slots, in register tiles. Every sum runs over its terms one by one in ascending order, whatever
// the tile: the shape of a tile never shows in a result.

import { CHUNK, SLOT } from './layout';
import { madd } from './math';

/** How a sum starts: from what is there already, from 0, or (any other value) from the bias at that address. */
export const ADD: usize = 0;
export const ZERO: usize = 1;

/**
 * `to[t] = start + Σ_s weight[t, s] · from[s]` for `targets` × `sources` slots, where weight `[t, s]` lies at
 * `weights + t · targetStep + s · sourceStep`.
 */
export function product(
  from: usize,
  to: usize,
  weights: usize,
  sources: i32,
  targets: i32,
  sourceStep: usize,
  targetStep: usize,
  start: usize,
  vectors: i32,
): void {
  if (start != ADD) begin(to, targets, start, vectors);
  const bytes = (<usize>vectors) << 4;
  for (let done = 0; done < sources; done += CHUNK) {
    const count = min(sources - done, CHUNK);
    const x = from + <usize>done * SLOT;
    const w = weights + <usize>done * sourceStep;
    let lane: usize = 0;
    for (; lane + 32 <= bytes; lane += 32)
      lanes8(x + lane, to + lane, w, count, targets, sourceStep, targetStep);
    if (lane < bytes) lanes4(x + lane, to + lane, w, count, targets, sourceStep, targetStep);
  }
}

/** Writes what sums start from, so that the tiles need not know. */
function begin(to: usize, targets: i32, start: usize, vectors: i32): void {
  const bytes = (<usize>vectors) << 4;
  let bias = f32x4.splat(0);
  for (const end = to + <usize>targets * SLOT; to < end; to += SLOT) {
    if (start > ZERO) {
      bias = v128.load_splat<f32>(start);
      start += 4;
    }
    // Whole slots are the rule; a loop would cost as much as the writing.
    if (bytes == SLOT) {
      v128.store(to, bias);
      v128.store(to, bias, 16);
      v128.store(to, bias, 32);
      v128.store(to, bias, 48);
      v128.store(to, bias, 64);
      v128.store(to, bias, 80);
      v128.store(to, bias, 96);
      v128.store(to, bias, 112);
    } else for (let lane: usize = 0; lane < bytes; lane += 16) v128.store(to + lane, bias);
  }
}

/** 4 targets × 8 lanes at a time. */
function lanes8(
  from: usize,
  to: usize,
  weights: usize,
  sources: i32,
  targets: i32,
  sourceStep: usize,
  targetStep: usize,
): void {
  const end = from + <usize>sources * SLOT;
  let target = 0;
  for (; target + 4 <= targets; target += 4) {
    let a0 = v128.load(to);
    let a1 = v128.load(to, 16);
    let b0 = v128.load(to, SLOT);
    let b1 = v128.load(to, SLOT + 16);
    let c0 = v128.load(to, 2 * SLOT);
    let c1 = v128.load(to, 2 * SLOT + 16);
    let d0 = v128.load(to, 3 * SLOT);
    let d1 = v128.load(to, 3 * SLOT + 16);
    let w0 = weights;
    let w1 = w0 + targetStep;
    let w2 = w1 + targetStep;
    let w3 = w2 + targetStep;
    for (let x = from; x < end; x += SLOT) {
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
      const s = v128.load_splat<f32>(w0);
      a0 = madd(s, x0, a0);
      a1 = madd(s, x1, a1);
      const t = v128.load_splat<f32>(w1);
      b0 = madd(t, x0, b0);
      b1 = madd(t, x1, b1);
      const u = v128.load_splat<f32>(w2);
      c0 = madd(u, x0, c0);
      c1 = madd(u, x1, c1);
      const v = v128.load_splat<f32>(w3);
      d0 = madd(v, x0, d0);
      d1 = madd(v, x1, d1);
      w0 += sourceStep;
      w1 += sourceStep;
      w2 += sourceStep;
      w3 += sourceStep;
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, b0, SLOT);
    v128.store(to, b1, SLOT + 16);
    v128.store(to, c0, 2 * SLOT);
    v128.store(to, c1, 2 * SLOT + 16);
    v128.store(to, d0, 3 * SLOT);
    v128.store(to, d1, 3 * SLOT + 16);
    to += 4 * SLOT;
    weights += targetStep << 2;
  }
  for (; target < targets; target += 1) {
    let a0 = v128.load(to);
    let a1 = v128.load(to, 16);
    let w = weights;
    for (let x = from; x < end; x += SLOT) {
      const s = v128.load_splat<f32>(w);
      a0 = madd(s, v128.load(x), a0);
      a1 = madd(s, v128.load(x, 16), a1);
      w += sourceStep;
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    to += SLOT;
    weights += targetStep;
  }
}

/** 4 targets × 4 lanes at a time. */
function lanes4(
  from: usize,
  to: usize,
  weights: usize,
  sources: i32,
  targets: i32,
  sourceStep: usize,
  targetStep: usize,
): void {
  const end = from + <usize>sources * SLOT;
  let target = 0;
  for (; target + 4 <= targets; target += 4) {
    let a = v128.load(to);
    let b = v128.load(to, SLOT);
    let c = v128.load(to, 2 * SLOT);
    let d = v128.load(to, 3 * SLOT);
    let w0 = weights;
    let w1 = w0 + targetStep;
    let w2 = w1 + targetStep;
    let w3 = w2 + targetStep;
    for (let x = from; x < end; x += SLOT) {
      const x0 = v128.load(x);
      a = madd(v128.load_splat<f32>(w0), x0, a);
      b = madd(v128.load_splat<f32>(w1), x0, b);
      c = madd(v128.load_splat<f32>(w2), x0, c);
      d = madd(v128.load_splat<f32>(w3), x0, d);
      w0 += sourceStep;
      w1 += sourceStep;
      w2 += sourceStep;
      w3 += sourceStep;
    }
    v128.store(to, a);
    v128.store(to, b, SLOT);
    v128.store(to, c, 2 * SLOT);
    v128.store(to, d, 3 * SLOT);
    to += 4 * SLOT;
    weights += targetStep << 2;
  }
  for (; target < targets; target += 1) {
    let a = v128.load(to);
    let w = weights;
    for (let x = from; x < end; x += SLOT) {
      a = madd(v128.load_splat<f32>(w), v128.load(x), a);
      w += sourceStep;
    }
    v128.store(to, a);
    to += SLOT;
    weights += targetStep;
  }
}
