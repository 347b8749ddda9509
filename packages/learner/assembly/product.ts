// Matrix products over slots, in register tiles. Every sum runs over its terms one by one in ascending order, whatever
// the tile: the shape of a tile never shows in a result.

import { CHUNK, SLOT } from './layout';
import { madd } from './math';

/** How a sum starts: from what is there already, from 0, or (any other value) from the bias at that address. */
export const ADD: usize = 0;
export const ZERO: usize = 1;

function begin(start: usize, to: usize): v128 {
  if (start == ADD) return v128.load(to);
  if (start == ZERO) return f32x4.splat(0);
  return v128.load_splat<f32>(start);
}

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
  for (let done = 0; done < sources; done += CHUNK) {
    const count = min(sources - done, CHUNK);
    const x = from + <usize>done * SLOT;
    const w = weights + <usize>done * sourceStep;
    let vector = 0;
    for (; vector + 4 <= vectors; vector += 4)
      lanes16(
        x + ((<usize>vector) << 4),
        to + ((<usize>vector) << 4),
        w,
        count,
        targets,
        sourceStep,
        targetStep,
        start,
      );
    if (vector + 2 <= vectors) {
      lanes8(
        x + ((<usize>vector) << 4),
        to + ((<usize>vector) << 4),
        w,
        count,
        targets,
        sourceStep,
        targetStep,
        start,
      );
      vector += 2;
    }
    if (vector < vectors)
      lanes4(
        x + ((<usize>vector) << 4),
        to + ((<usize>vector) << 4),
        w,
        count,
        targets,
        sourceStep,
        targetStep,
        start,
      );
    start = ADD;
  }
}

/** 2 targets × 16 lanes at a time. */
function lanes16(
  from: usize,
  to: usize,
  weights: usize,
  sources: i32,
  targets: i32,
  sourceStep: usize,
  targetStep: usize,
  start: usize,
): void {
  const bias: usize = start > ZERO ? 4 : 0;
  let target = 0;
  for (; target + 2 <= targets; target += 2) {
    let a0: v128, a1: v128, a2: v128, a3: v128, b0: v128, b1: v128, b2: v128, b3: v128;
    if (start == ADD) {
      a0 = v128.load(to);
      a1 = v128.load(to, 16);
      a2 = v128.load(to, 32);
      a3 = v128.load(to, 48);
      b0 = v128.load(to, SLOT);
      b1 = v128.load(to, SLOT + 16);
      b2 = v128.load(to, SLOT + 32);
      b3 = v128.load(to, SLOT + 48);
    } else {
      a0 = start == ZERO ? f32x4.splat(0) : v128.load_splat<f32>(start);
      b0 = start == ZERO ? f32x4.splat(0) : v128.load_splat<f32>(start, 4);
      a1 = a0;
      a2 = a0;
      a3 = a0;
      b1 = b0;
      b2 = b0;
      b3 = b0;
    }
    let x = from;
    let w0 = weights;
    let w1 = weights + targetStep;
    const end = x + <usize>sources * SLOT;
    for (const most = x + <usize>(sources & ~3) * SLOT; x < most; x += 4 * SLOT) {
      let x0 = v128.load(x);
      let x1 = v128.load(x, 16);
      let x2 = v128.load(x, 32);
      let x3 = v128.load(x, 48);
      let u = v128.load_splat<f32>(w0);
      let v = v128.load_splat<f32>(w1);
      a0 = madd(u, x0, a0);
      a1 = madd(u, x1, a1);
      a2 = madd(u, x2, a2);
      a3 = madd(u, x3, a3);
      b0 = madd(v, x0, b0);
      b1 = madd(v, x1, b1);
      b2 = madd(v, x2, b2);
      b3 = madd(v, x3, b3);
      w0 += sourceStep;
      w1 += sourceStep;
      // Never taken: it parts the loop into blocks, so that V8 of Node 20 does not load everything first and spill.
      if (x == 0) {
        v128.store(to, a0);
        v128.store(to, a1, 16);
        v128.store(to, a2, 32);
        v128.store(to, a3, 48);
        v128.store(to, b0, SLOT);
        v128.store(to, b1, SLOT + 16);
        v128.store(to, b2, SLOT + 32);
        v128.store(to, b3, SLOT + 48);
      }
      x0 = v128.load(x, 1 * SLOT);
      x1 = v128.load(x, 1 * SLOT + 16);
      x2 = v128.load(x, 1 * SLOT + 32);
      x3 = v128.load(x, 1 * SLOT + 48);
      u = v128.load_splat<f32>(w0);
      v = v128.load_splat<f32>(w1);
      a0 = madd(u, x0, a0);
      a1 = madd(u, x1, a1);
      a2 = madd(u, x2, a2);
      a3 = madd(u, x3, a3);
      b0 = madd(v, x0, b0);
      b1 = madd(v, x1, b1);
      b2 = madd(v, x2, b2);
      b3 = madd(v, x3, b3);
      w0 += sourceStep;
      w1 += sourceStep;
      // Never taken: it parts the loop into blocks, so that V8 of Node 20 does not load everything first and spill.
      if (x == 0) {
        v128.store(to, a0);
        v128.store(to, a1, 16);
        v128.store(to, a2, 32);
        v128.store(to, a3, 48);
        v128.store(to, b0, SLOT);
        v128.store(to, b1, SLOT + 16);
        v128.store(to, b2, SLOT + 32);
        v128.store(to, b3, SLOT + 48);
      }
      x0 = v128.load(x, 2 * SLOT);
      x1 = v128.load(x, 2 * SLOT + 16);
      x2 = v128.load(x, 2 * SLOT + 32);
      x3 = v128.load(x, 2 * SLOT + 48);
      u = v128.load_splat<f32>(w0);
      v = v128.load_splat<f32>(w1);
      a0 = madd(u, x0, a0);
      a1 = madd(u, x1, a1);
      a2 = madd(u, x2, a2);
      a3 = madd(u, x3, a3);
      b0 = madd(v, x0, b0);
      b1 = madd(v, x1, b1);
      b2 = madd(v, x2, b2);
      b3 = madd(v, x3, b3);
      w0 += sourceStep;
      w1 += sourceStep;
      // Never taken: it parts the loop into blocks, so that V8 of Node 20 does not load everything first and spill.
      if (x == 0) {
        v128.store(to, a0);
        v128.store(to, a1, 16);
        v128.store(to, a2, 32);
        v128.store(to, a3, 48);
        v128.store(to, b0, SLOT);
        v128.store(to, b1, SLOT + 16);
        v128.store(to, b2, SLOT + 32);
        v128.store(to, b3, SLOT + 48);
      }
      x0 = v128.load(x, 3 * SLOT);
      x1 = v128.load(x, 3 * SLOT + 16);
      x2 = v128.load(x, 3 * SLOT + 32);
      x3 = v128.load(x, 3 * SLOT + 48);
      u = v128.load_splat<f32>(w0);
      v = v128.load_splat<f32>(w1);
      a0 = madd(u, x0, a0);
      a1 = madd(u, x1, a1);
      a2 = madd(u, x2, a2);
      a3 = madd(u, x3, a3);
      b0 = madd(v, x0, b0);
      b1 = madd(v, x1, b1);
      b2 = madd(v, x2, b2);
      b3 = madd(v, x3, b3);
      w0 += sourceStep;
      w1 += sourceStep;
    }
    for (; x < end; x += SLOT) {
      let x0 = v128.load(x);
      let x1 = v128.load(x, 16);
      let x2 = v128.load(x, 32);
      let x3 = v128.load(x, 48);
      let u = v128.load_splat<f32>(w0);
      let v = v128.load_splat<f32>(w1);
      a0 = madd(u, x0, a0);
      a1 = madd(u, x1, a1);
      a2 = madd(u, x2, a2);
      a3 = madd(u, x3, a3);
      b0 = madd(v, x0, b0);
      b1 = madd(v, x1, b1);
      b2 = madd(v, x2, b2);
      b3 = madd(v, x3, b3);
      w0 += sourceStep;
      w1 += sourceStep;
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
    v128.store(to, b0, SLOT);
    v128.store(to, b1, SLOT + 16);
    v128.store(to, b2, SLOT + 32);
    v128.store(to, b3, SLOT + 48);
    to += 2 * SLOT;
    weights += targetStep << 1;
    start += bias << 1;
  }
  if (target < targets) {
    let a0 = begin(start, to);
    let a1 = begin(start, to + 16);
    let a2 = begin(start, to + 32);
    let a3 = begin(start, to + 48);
    let w0 = weights;
    let x = from;
    for (const end = x + <usize>sources * SLOT; x < end; x += SLOT) {
      const u = v128.load_splat<f32>(w0);
      a0 = madd(u, v128.load(x), a0);
      a1 = madd(u, v128.load(x, 16), a1);
      a2 = madd(u, v128.load(x, 32), a2);
      a3 = madd(u, v128.load(x, 48), a3);
      w0 += sourceStep;
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
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
  start: usize,
): void {
  const bias: usize = start > ZERO ? 4 : 0;
  let target = 0;
  for (; target + 4 <= targets; target += 4) {
    let a0 = begin(start, to);
    let a1 = begin(start, to + 16);
    let b0 = begin(start + bias, to + SLOT);
    let b1 = begin(start + bias, to + SLOT + 16);
    let c0 = begin(start + 2 * bias, to + 2 * SLOT);
    let c1 = begin(start + 2 * bias, to + 2 * SLOT + 16);
    let d0 = begin(start + 3 * bias, to + 3 * SLOT);
    let d1 = begin(start + 3 * bias, to + 3 * SLOT + 16);
    let w0 = weights;
    let w1 = w0 + targetStep;
    let w2 = w1 + targetStep;
    let w3 = w2 + targetStep;
    let x = from;
    for (const end = x + <usize>sources * SLOT; x < end; x += SLOT) {
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
    start += bias << 2;
  }
  for (; target < targets; target += 1) {
    let a0 = begin(start, to);
    let a1 = begin(start, to + 16);
    let w0 = weights;
    let x = from;
    for (const end = x + <usize>sources * SLOT; x < end; x += SLOT) {
      const s = v128.load_splat<f32>(w0);
      a0 = madd(s, v128.load(x), a0);
      a1 = madd(s, v128.load(x, 16), a1);
      w0 += sourceStep;
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    to += SLOT;
    weights += targetStep;
    start += bias;
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
  start: usize,
): void {
  const bias: usize = start > ZERO ? 4 : 0;
  let target = 0;
  for (; target + 4 <= targets; target += 4) {
    let a0 = begin(start, to);
    let b0 = begin(start + bias, to + SLOT);
    let c0 = begin(start + 2 * bias, to + 2 * SLOT);
    let d0 = begin(start + 3 * bias, to + 3 * SLOT);
    let w0 = weights;
    let w1 = w0 + targetStep;
    let w2 = w1 + targetStep;
    let w3 = w2 + targetStep;
    let x = from;
    for (const end = x + <usize>sources * SLOT; x < end; x += SLOT) {
      const x0 = v128.load(x);
      a0 = madd(v128.load_splat<f32>(w0), x0, a0);
      b0 = madd(v128.load_splat<f32>(w1), x0, b0);
      c0 = madd(v128.load_splat<f32>(w2), x0, c0);
      d0 = madd(v128.load_splat<f32>(w3), x0, d0);
      w0 += sourceStep;
      w1 += sourceStep;
      w2 += sourceStep;
      w3 += sourceStep;
    }
    v128.store(to, a0);
    v128.store(to, b0, SLOT);
    v128.store(to, c0, 2 * SLOT);
    v128.store(to, d0, 3 * SLOT);
    to += 4 * SLOT;
    weights += targetStep << 2;
    start += bias << 2;
  }
  for (; target < targets; target += 1) {
    let a0 = begin(start, to);
    let w0 = weights;
    let x = from;
    for (const end = x + <usize>sources * SLOT; x < end; x += SLOT) {
      a0 = madd(v128.load_splat<f32>(w0), v128.load(x), a0);
      w0 += sourceStep;
    }
    v128.store(to, a0);
    to += SLOT;
    weights += targetStep;
    start += bias;
  }
}
