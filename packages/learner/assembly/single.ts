// Steps with a single row: a neuron's value is one number, not 32 lanes. The instructions are the same; addresses of
// slots are turned into addresses of a compact array at the start of the same memory, 4 bytes per neuron.
// Forward sums have the same terms in the same order as in lanes, so outputs have the same bits.

import { activate4, LINEAR, slope4 } from './activation';
import { ACTIVATIONS, ADD, DELTAS, INPUT_WIDTH, integer, pointer, SCRATCH, SLOT, ZERO } from './layout';
import { flush, madd, sum4 } from './math';

/** Where the compact value of the slot at `address` lies; arrays of slots are aligned, so shifting is exact. */
export function compact(address: usize, base: usize): usize {
  return base + ((address - base) >> 5);
}

/** Stores the first `count` (1 to 4) lanes. */
function storeFirst(to: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, value);
    return;
  }
  store<f32>(to, f32x4.extract_lane(value, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(value, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(value, 2), 8);
}

/**
 * `to[t] = start + Σ_s from[s] · weights[s, t]`. Sources with value 0 are left out: they add nothing. What lies behind the
 * last target, up to a whole vector, is overwritten: those sums have not been started yet.
 */
export function singleForward(
  from: usize,
  to: usize,
  weights: usize,
  sources: i32,
  targets: i32,
  step: usize,
  start: usize,
): void {
  const base = pointer(ACTIVATIONS);
  let x = compact(from, base);
  const y = compact(to, base);
  const bytes = (((<usize>targets) << 2) + 15) & ~15;
  if (start != ADD) {
    if (start == ZERO) memory.fill(y, 0, bytes);
    else for (let at: usize = 0; at < bytes; at += 16) v128.store(y + at, v128.load(start + at));
  }
  // Pairs of a row of weights and its factor.
  const list = pointer(SCRATCH);
  let last = list;
  for (const end = x + ((<usize>sources) << 2); x < end; x += 4, weights += step) {
    const value = load<f32>(x);
    store<u32>(last, <u32>weights);
    store<f32>(last, value, 4);
    last += value != 0 ? 8 : 0;
  }
  let pair = list;
  for (; pair + 32 <= last; pair += 32) {
    let w0 = <usize>load<u32>(pair);
    let w1 = <usize>load<u32>(pair, 8);
    let w2 = <usize>load<u32>(pair, 16);
    let w3 = <usize>load<u32>(pair, 24);
    const x0 = v128.load_splat<f32>(pair, 4);
    const x1 = v128.load_splat<f32>(pair, 12);
    const x2 = v128.load_splat<f32>(pair, 20);
    const x3 = v128.load_splat<f32>(pair, 28);
    for (let at = y, end = y + bytes; at < end; at += 16) {
      let z = madd(x0, v128.load(w0), v128.load(at));
      z = madd(x1, v128.load(w1), z);
      z = madd(x2, v128.load(w2), z);
      v128.store(at, madd(x3, v128.load(w3), z));
      w0 += 16;
      w1 += 16;
      w2 += 16;
      w3 += 16;
    }
  }
  for (; pair < last; pair += 8) {
    let w = <usize>load<u32>(pair);
    const factor = v128.load_splat<f32>(pair, 4);
    for (let at = y, end = y + bytes; at < end; at += 16, w += 16)
      v128.store(at, madd(factor, v128.load(w), v128.load(at)));
  }
}

/** `to[s] = (start) + Σ_t weights[s, t] · from[t]`, derivatives coming back; see `productBack` for the operands. */
export function singleBackward(
  from: usize,
  to: usize,
  weights: usize,
  targets: i32,
  sources: i32,
  step: usize,
  start: usize,
): void {
  const base = pointer(DELTAS);
  const d = compact(from, base);
  let y = compact(to, base);
  const whole = ((<usize>targets) << 2) & ~15;
  const bytes = (<usize>targets) << 2;
  for (; sources >= 4; sources -= 4, y += 16) {
    let w0 = weights;
    let w1 = w0 + step;
    let w2 = w1 + step;
    let w3 = w2 + step;
    weights = w3 + step;
    let a = f32x4.splat(0);
    let b = a,
      c = a,
      e = a;
    let at = d;
    for (const end = d + whole; at < end; at += 16) {
      const delta = v128.load(at);
      a = madd(delta, v128.load(w0), a);
      b = madd(delta, v128.load(w1), b);
      c = madd(delta, v128.load(w2), c);
      e = madd(delta, v128.load(w3), e);
      w0 += 16;
      w1 += 16;
      w2 += 16;
      w3 += 16;
    }
    let s0 = sum4(a);
    let s1 = sum4(b);
    let s2 = sum4(c);
    let s3 = sum4(e);
    for (const end = d + bytes; at < end; at += 4) {
      const delta = load<f32>(at);
      s0 += delta * load<f32>(w0);
      s1 += delta * load<f32>(w1);
      s2 += delta * load<f32>(w2);
      s3 += delta * load<f32>(w3);
      w0 += 4;
      w1 += 4;
      w2 += 4;
      w3 += 4;
    }
    if (start == ADD) {
      s0 += load<f32>(y);
      s1 += load<f32>(y, 4);
      s2 += load<f32>(y, 8);
      s3 += load<f32>(y, 12);
    }
    store<f32>(y, s0);
    store<f32>(y, s1, 4);
    store<f32>(y, s2, 8);
    store<f32>(y, s3, 12);
  }
  for (; sources > 0; sources -= 1, y += 4, weights += step) {
    let a = f32x4.splat(0);
    let at: usize = 0;
    for (; at < whole; at += 16) a = madd(v128.load(d + at), v128.load(weights + at), a);
    let sum = sum4(a);
    for (; at < bytes; at += 4) sum += load<f32>(d + at) * load<f32>(weights + at);
    store<f32>(y, start == ADD ? load<f32>(y) + sum : sum);
  }
}

const MASKS: usize = memory.data<i32>([-1, -1, -1, -1, 0, 0, 0, 0]);

/** The first `bytes` / 4 (0 to 3) lanes at `from`, the others 0. */
function loadFirst(from: usize, bytes: usize): v128 {
  return v128.and(v128.load(from), v128.load(MASKS + 16 - bytes));
}

/** As `singleBackward`, and plain gradient descent on the weights in the same pass: each is read and written once. */
export function singleBackwardDescend(
  from: usize,
  to: usize,
  weights: usize,
  targets: i32,
  sources: i32,
  step: usize,
  start: usize,
  rate: v128,
): void {
  const base = pointer(DELTAS);
  const d = compact(from, base);
  const x = pointer(ACTIVATIONS) + ((to - base) >> 5);
  const y = compact(to, base);
  const bytes = (<usize>targets) << 2;
  const whole = bytes & ~15;
  const tail = loadFirst(d + whole, bytes - whole);
  for (let source: usize = 0; source < (<usize>sources) << 2; source += 4, weights += step) {
    let a = f32x4.splat(0);
    const value = load<f32>(x + source);
    if (value != 0) {
      const factor = f32x4.splat(value);
      let w = weights;
      for (let at = d, end = d + whole; at < end; at += 16, w += 16) {
        const delta = v128.load(at);
        const before = v128.load(w);
        a = madd(delta, before, a);
        v128.store(w, f32x4.sub(before, f32x4.mul(rate, f32x4.mul(factor, delta))));
      }
      if (whole < bytes) {
        const before = v128.load(w);
        a = madd(tail, before, a);
        v128.store(w, f32x4.sub(before, f32x4.mul(rate, f32x4.mul(factor, tail))));
      }
    } else {
      // Its weights get no gradient; only the derivative goes back.
      let w = weights;
      for (let at = d, end = d + whole; at < end; at += 16, w += 16) a = madd(v128.load(at), v128.load(w), a);
      if (whole < bytes) a = madd(tail, v128.load(w), a);
    }
    const sum = sum4(a);
    store<f32>(y + source, start == ADD ? load<f32>(y + source) + sum : sum);
  }
}

/** Copies derivatives to `to`, with zeros up to a whole vector. */
export function singlePanels(from: usize, to: usize, count: i32): void {
  const bytes = (<usize>count) << 2;
  v128.store(to + (bytes & ~15), f32x4.splat(0));
  memory.copy(to, compact(from, pointer(DELTAS)), bytes);
}

/** `gradient[s, t] = from[s] · deltas[t]`, deltas as `singlePanels` left them. */
export function singleOuter(
  from: usize,
  deltas: usize,
  gradient: usize,
  sources: i32,
  targets: i32,
  step: usize,
): void {
  const bytes = (((<usize>targets) << 2) + 15) & ~15;
  let x = compact(from, pointer(ACTIVATIONS));
  for (; sources > 0; sources -= 1, x += 4, gradient += step) {
    const factor = v128.load_splat<f32>(x);
    for (let at: usize = 0; at < bytes; at += 16)
      v128.store(gradient + at, f32x4.mul(factor, v128.load(deltas + at)));
  }
}

/** As `singleOuter`, and gradient descent at once. */
export function singleOuterDescend(
  from: usize,
  deltas: usize,
  weights: usize,
  sources: i32,
  targets: i32,
  step: usize,
  rate: v128,
): void {
  const bytes = (((<usize>targets) << 2) + 15) & ~15;
  let x = compact(from, pointer(ACTIVATIONS));
  for (; sources > 0; sources -= 1, x += 4, weights += step) {
    if (load<f32>(x) == 0) continue;
    const factor = v128.load_splat<f32>(x);
    for (let at: usize = 0; at < bytes; at += 16)
      v128.store(
        weights + at,
        f32x4.sub(v128.load(weights + at), f32x4.mul(rate, f32x4.mul(factor, v128.load(deltas + at)))),
      );
  }
}

/** Whether the slot at `address` belongs to an input. */
export function isInput(address: usize): bool {
  return address < pointer(ACTIVATIONS) + <usize>integer(INPUT_WIDTH) * SLOT;
}

export function singleActivate(a: usize, count: i32, kind: i32): void {
  if (kind == LINEAR) return;
  let at = compact(a, pointer(ACTIVATIONS));
  for (; count > 0; count -= 4, at += 16) storeFirst(at, activate4(v128.load(at), kind), count);
}

export function singleDeactivate(a: usize, delta: usize, count: i32, kind: i32): void {
  if (kind == LINEAR) return;
  let value = compact(a, pointer(ACTIVATIONS));
  let at = compact(delta, pointer(DELTAS));
  for (; count > 0; count -= 4, at += 16, value += 16)
    storeFirst(at, flush(f32x4.mul(v128.load(at), slope4(v128.load(value), kind))), count);
}

export function singleBias(delta: usize, gradient: usize, count: i32): void {
  memory.copy(gradient, compact(delta, pointer(DELTAS)), (<usize>count) << 2);
}

export function singleBiasDescend(delta: usize, biases: usize, count: i32, rate: f32): void {
  let at = compact(delta, pointer(DELTAS));
  for (; count > 0; count -= 1, at += 4, biases += 4)
    store<f32>(biases, load<f32>(biases) - rate * load<f32>(at));
}
