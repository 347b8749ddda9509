import { SLOT } from './layout';
import { flush, sigmoid4, tanh4, tanh8 } from './math';

export const LINEAR: i32 = 0;
export const RELU: i32 = 1;
export const LEAKY_RELU: i32 = 2;
export const SIGMOID: i32 = 3;
export const TANH: i32 = 4;

export function activate4(z: v128, kind: i32): v128 {
  if (kind == TANH) return tanh4(z);
  if (kind == SIGMOID) return sigmoid4(z);
  // pmax(z, 0) is 0 > z ? … : z, which keeps a NaN.
  if (kind == RELU) return f32x4.pmax(z, f32x4.splat(0));
  if (kind == LEAKY_RELU) return f32x4.pmax(z, f32x4.mul(z, f32x4.splat(0.01)));
  return z;
}

/** The derivative of an activation, from its value. */
export function slope4(a: v128, kind: i32): v128 {
  const one = f32x4.splat(1);
  if (kind == TANH) return f32x4.sub(one, f32x4.mul(a, a));
  if (kind == SIGMOID) return f32x4.mul(a, f32x4.sub(one, a));
  const positive = f32x4.gt(a, f32x4.splat(0));
  if (kind == RELU) return v128.and(one, positive);
  if (kind == LEAKY_RELU) return v128.bitselect(one, f32x4.splat(0.01), positive);
  return one;
}

/** Turns the sums of `count` neurons into activations, in place. */
export function activate(a: usize, count: i32, kind: i32, vectors: i32): void {
  if (kind == LINEAR) return;
  const bytes = (<usize>vectors) << 4;
  for (const end = a + <usize>count * SLOT; a < end; a += SLOT) {
    if (kind == TANH) {
      let at = a;
      for (; at + 32 <= a + bytes; at += 32) tanh8(at);
      if (at < a + bytes) v128.store(at, tanh4(v128.load(at)));
    } else if (kind == RELU) {
      const zero = f32x4.splat(0);
      for (let at: usize = 0; at < bytes; at += 16) v128.store(a + at, f32x4.pmax(v128.load(a + at), zero));
    } else {
      for (let at: usize = 0; at < bytes; at += 16) v128.store(a + at, activate4(v128.load(a + at), kind));
    }
  }
}

/** Multiplies the derivatives by activation of `count` neurons with their slopes: now derivatives by sum. */
export function deactivate(a: usize, delta: usize, count: i32, kind: i32, vectors: i32): void {
  if (kind == LINEAR) return;
  const bytes = (<usize>vectors) << 4;
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (const end = a + <usize>count * SLOT; a < end; a += SLOT, delta += SLOT) {
    let at: usize = 0;
    if (kind == TANH) {
      for (; at + 32 <= bytes; at += 32) {
        const x = v128.load(a + at);
        const y = v128.load(a + at, 16);
        const d = f32x4.mul(v128.load(delta + at), f32x4.sub(one, f32x4.mul(x, x)));
        const e = f32x4.mul(v128.load(delta + at, 16), f32x4.sub(one, f32x4.mul(y, y)));
        v128.store(delta + at, flush(d));
        v128.store(delta + at, flush(e), 16);
      }
    } else if (kind == RELU) {
      for (; at + 32 <= bytes; at += 32) {
        const d = v128.and(v128.load(delta + at), f32x4.gt(v128.load(a + at), zero));
        const e = v128.and(v128.load(delta + at, 16), f32x4.gt(v128.load(a + at, 16), zero));
        v128.store(delta + at, flush(d));
        v128.store(delta + at, flush(e), 16);
      }
    }
    for (; at < bytes; at += 16) {
      const d = f32x4.mul(v128.load(delta + at), slope4(v128.load(a + at), kind));
      v128.store(delta + at, flush(d));
    }
  }
}
