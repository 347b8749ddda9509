// Matrix products over slots, in register tiles. Every sum runs over its terms one by one in ascending order, whatever
// the tile: the shape of a tile never shows in a result.

import { ADD, CHUNK, SLOT } from './layout';
import { madd } from './math';
import { lanes4, lanes8 } from './product-rest';

/**
 * Forward through a dense block: `to[t] = start + Σ_s weight[s, t] · from[s]`, with the weights of a source side by side and
 * `step` bytes from one source's to the next one's.
 */
export function product(
  from: usize,
  to: usize,
  weights: usize,
  sources: i32,
  targets: i32,
  step: usize,
  start: usize,
  vectors: i32,
): void {
  const bytes = (<usize>vectors) << 4;
  for (let done = 0; done < sources; done += CHUNK) {
    const count = min(sources - done, CHUNK);
    const x = from + <usize>done * SLOT;
    const w = weights + <usize>done * step;
    const opening = done == 0 ? start : ADD;
    let lane: usize = 0;
    for (; lane + 32 <= bytes; lane += 32) forward8(x + lane, to + lane, w, count, targets, step, opening);
    if (lane < bytes) lanes4(x + lane, to + lane, w, count, targets, step, 4, opening);
  }
}

/**
 * Backward through the same block: `to[s] = start + Σ_t weight[s, t] · from[t]`; the sums start from 0 or from what is
 * there.
 */
export function productBack(
  from: usize,
  to: usize,
  weights: usize,
  targets: i32,
  sources: i32,
  step: usize,
  start: usize,
  vectors: i32,
): void {
  const bytes = (<usize>vectors) << 4;
  for (let done = 0; done < targets; done += CHUNK) {
    const count = min(targets - done, CHUNK);
    const x = from + <usize>done * SLOT;
    const w = weights + ((<usize>done) << 2);
    const opening = done == 0 ? start : ADD;
    let lane: usize = 0;
    for (; lane + 32 <= bytes; lane += 32) backward8(x + lane, to + lane, w, count, sources, step, opening);
    if (lane < bytes) lanes4(x + lane, to + lane, w, count, sources, 4, step, opening);
  }
}

/** 4 targets × 8 lanes at a time. */
function forward8(
  from: usize,
  to: usize,
  weights: usize,
  sources: i32,
  targets: i32,
  step: usize,
  start: usize,
): void {
  const end = from + <usize>sources * SLOT;
  for (; targets >= 4; targets -= 4) {
    let a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128, d0: v128, d1: v128;
    if (start == ADD) {
      a0 = v128.load(to);
      a1 = v128.load(to, 16);
      b0 = v128.load(to, SLOT);
      b1 = v128.load(to, SLOT + 16);
      c0 = v128.load(to, 2 * SLOT);
      c1 = v128.load(to, 2 * SLOT + 16);
      d0 = v128.load(to, 3 * SLOT);
      d1 = v128.load(to, 3 * SLOT + 16);
    } else {
      a0 = v128.load_splat<f32>(start);
      a1 = a0;
      b0 = v128.load_splat<f32>(start, 4);
      b1 = b0;
      c0 = v128.load_splat<f32>(start, 8);
      c1 = c0;
      d0 = v128.load_splat<f32>(start, 12);
      d1 = d0;
      start += 16;
    }
    let w = weights;
    for (let x = from; x < end; x += SLOT, w += step) {
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
      const s = v128.load_splat<f32>(w);
      a0 = madd(s, x0, a0);
      a1 = madd(s, x1, a1);
      const t = v128.load_splat<f32>(w, 4);
      b0 = madd(t, x0, b0);
      b1 = madd(t, x1, b1);
      const u = v128.load_splat<f32>(w, 8);
      c0 = madd(u, x0, c0);
      c1 = madd(u, x1, c1);
      const v = v128.load_splat<f32>(w, 12);
      d0 = madd(v, x0, d0);
      d1 = madd(v, x1, d1);
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
    weights += 16;
  }
  lanes8(from, to, weights, sources, targets, step, 4, start);
}

/** 4 sources × 8 lanes at a time. */
function backward8(
  from: usize,
  to: usize,
  weights: usize,
  targets: i32,
  sources: i32,
  step: usize,
  start: usize,
): void {
  const end = from + <usize>targets * SLOT;
  for (; sources >= 4; sources -= 4) {
    let a0 = f32x4.splat(0);
    let a1 = a0,
      b0 = a0,
      b1 = a0,
      c0 = a0,
      c1 = a0,
      d0 = a0,
      d1 = a0;
    if (start == ADD) {
      a0 = v128.load(to);
      a1 = v128.load(to, 16);
      b0 = v128.load(to, SLOT);
      b1 = v128.load(to, SLOT + 16);
      c0 = v128.load(to, 2 * SLOT);
      c1 = v128.load(to, 2 * SLOT + 16);
      d0 = v128.load(to, 3 * SLOT);
      d1 = v128.load(to, 3 * SLOT + 16);
    }
    let w0 = weights;
    let w1 = w0 + step;
    let w2 = w1 + step;
    let w3 = w2 + step;
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
      w0 += 4;
      w1 += 4;
      w2 += 4;
      w3 += 4;
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
    weights += step << 2;
  }
  lanes8(from, to, weights, targets, sources, 4, step, start);
}
