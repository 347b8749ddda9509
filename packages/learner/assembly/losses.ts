import { SIGMOID, slope4 } from './activation';
import { SLOT } from './layout';
import { exp4, flush, log4, sigmoid4 } from './math';

export const MEAN_SQUARED_ERROR: i32 = 0;
export const HUBER: i32 = 1;
export const BINARY_CROSS_ENTROPY: i32 = 2;
export const SOFTMAX_CROSS_ENTROPY: i32 = 3;
/** Not to be chosen by users: the squared norm of the outputs, for memory-aware synapses. */
export const OUTPUT_NORM: i32 = 4;
/** Not to be chosen by users: the targets are the derivatives by the outputs that the caller wants. */
export const OUTPUT_GRADIENT: i32 = 5;

/**
 * Loss of each row, and its derivative by the sums of the output neurons.
 *
 * @param y - slots of the outputs; @param t - slots of the targets; @param delta - slots for the derivatives;
 * @param activations - the code of each output's activation, i32;
 * @param scale - 32 lanes, the weight of each row divided by the number of rows, 0 where there is no row;
 * @param losses - 32 lanes, for each row's loss, without its weight.
 */
export function lossOf(
  kind: i32,
  y: usize,
  t: usize,
  delta: usize,
  scale: usize,
  losses: usize,
  outputs: i32,
  activations: usize,
  parameter: f32,
  vectors: i32,
): void {
  for (let vector = 0; vector < vectors; vector += 1) {
    if (kind == SOFTMAX_CROSS_ENTROPY) softmaxCrossEntropy(y, t, delta, scale, losses, outputs);
    else if (kind == BINARY_CROSS_ENTROPY)
      binaryCrossEntropy(y, t, delta, scale, losses, outputs, activations);
    else if (kind == OUTPUT_GRADIENT) outputGradient(y, t, delta, scale, losses, outputs, activations);
    else pointwise(kind, y, t, delta, scale, losses, outputs, activations, parameter);
    y += 16;
    t += 16;
    delta += 16;
    scale += 16;
    losses += 16;
  }
}

/** The loss Σ output · t, whose derivatives are t: not finite where an output or a derivative is not. */
function outputGradient(
  y: usize,
  t: usize,
  delta: usize,
  scale: usize,
  losses: usize,
  outputs: i32,
  activations: usize,
): void {
  const rowScale = v128.load(scale);
  let loss = f32x4.splat(0);
  for (let output = 0; output < outputs; output += 1, y += SLOT, t += SLOT, delta += SLOT, activations += 4) {
    const a = v128.load(y);
    const slope = v128.load(t);
    loss = f32x4.add(loss, f32x4.mul(a, slope));
    v128.store(delta, flush(f32x4.mul(f32x4.mul(slope, rowScale), slope4(a, load<i32>(activations)))));
  }
  v128.store(losses, loss);
}

function pointwise(
  kind: i32,
  y: usize,
  t: usize,
  delta: usize,
  scale: usize,
  losses: usize,
  outputs: i32,
  activations: usize,
  parameter: f32,
): void {
  const share = f32x4.splat(1 / <f32>outputs);
  const rowScale = v128.load(scale);
  const limit = f32x4.splat(parameter);
  let loss = f32x4.splat(0);
  for (let output = 0; output < outputs; output += 1, y += SLOT, t += SLOT, delta += SLOT, activations += 4) {
    const a = v128.load(y);
    let value: v128, slope: v128;
    if (kind == OUTPUT_NORM) {
      value = f32x4.mul(a, a);
      slope = f32x4.add(a, a);
    } else {
      const error = f32x4.sub(a, v128.load(t));
      if (kind == HUBER) {
        const size = f32x4.abs(error);
        const far = f32x4.gt(size, limit);
        const half = f32x4.splat(0.5);
        value = v128.bitselect(
          f32x4.mul(limit, f32x4.sub(size, f32x4.mul(half, limit))),
          f32x4.mul(half, f32x4.mul(error, error)),
          far,
        );
        slope = f32x4.pmax(f32x4.pmin(error, limit), f32x4.neg(limit));
      } else {
        value = f32x4.mul(error, error);
        slope = f32x4.add(error, error);
      }
      value = f32x4.mul(value, share);
      slope = f32x4.mul(slope, share);
    }
    loss = f32x4.add(loss, value);
    v128.store(delta, flush(f32x4.mul(f32x4.mul(slope, rowScale), slope4(a, load<i32>(activations)))));
  }
  v128.store(losses, loss);
}

/** Of sigmoid outputs, or of logits: linear outputs whose sigmoid is the probability. */
function binaryCrossEntropy(
  y: usize,
  t: usize,
  delta: usize,
  scale: usize,
  losses: usize,
  outputs: i32,
  activations: usize,
): void {
  const share = f32x4.splat(1 / <f32>outputs);
  const rowScale = f32x4.mul(v128.load(scale), share);
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  let loss = zero;
  for (let output = 0; output < outputs; output += 1, y += SLOT, t += SLOT, delta += SLOT, activations += 4) {
    const a = v128.load(y);
    const target = v128.load(t);
    let value: v128, p: v128;
    if (load<i32>(activations) == SIGMOID) {
      p = a;
      value = f32x4.neg(
        f32x4.add(f32x4.mul(target, log4(a)), f32x4.mul(f32x4.sub(one, target), log4(f32x4.sub(one, a)))),
      );
    } else {
      p = sigmoid4(a);
      // max(a, 0) − a t + ln(1 + e^−|a|)
      value = f32x4.add(
        f32x4.sub(f32x4.pmax(a, zero), f32x4.mul(a, target)),
        log4(f32x4.add(one, exp4(f32x4.neg(f32x4.abs(a))))),
      );
    }
    loss = f32x4.add(loss, f32x4.mul(value, share));
    v128.store(delta, flush(f32x4.mul(f32x4.sub(p, target), rowScale)));
  }
  v128.store(losses, loss);
}

/** Of logits; targets are probabilities that add up to 1, one of them being 1 for a class. */
function softmaxCrossEntropy(
  y: usize,
  t: usize,
  delta: usize,
  scale: usize,
  losses: usize,
  outputs: i32,
): void {
  const rowScale = v128.load(scale);
  const end = <usize>outputs * SLOT;
  let top = v128.load(y);
  for (let at: usize = SLOT; at < end; at += SLOT) top = f32x4.pmax(top, v128.load(y + at));
  let sum = f32x4.splat(0);
  let mass = sum;
  let picked = sum;
  for (let at: usize = 0; at < end; at += SLOT) {
    const shifted = f32x4.sub(v128.load(y + at), top);
    const target = v128.load(t + at);
    const e = exp4(shifted);
    v128.store(delta + at, e);
    sum = f32x4.add(sum, e);
    mass = f32x4.add(mass, target);
    picked = f32x4.add(picked, f32x4.mul(target, shifted));
  }
  v128.store(losses, f32x4.sub(f32x4.mul(mass, log4(sum)), picked));
  const normal = f32x4.div(mass, sum);
  for (let at: usize = 0; at < end; at += SLOT)
    v128.store(
      delta + at,
      flush(f32x4.mul(f32x4.sub(f32x4.mul(v128.load(delta + at), normal), v128.load(t + at)), rowScale)),
    );
}

/** Turns the logits of a softmax into probabilities, in place, for reading them out. */
export function softmax(y: usize, outputs: i32, vectors: i32): void {
  const end = <usize>outputs * SLOT;
  for (let vector = 0; vector < vectors; vector += 1, y += 16) {
    let top = v128.load(y);
    for (let at: usize = SLOT; at < end; at += SLOT) top = f32x4.pmax(top, v128.load(y + at));
    let sum = f32x4.splat(0);
    for (let at: usize = 0; at < end; at += SLOT) {
      const e = exp4(f32x4.sub(v128.load(y + at), top));
      v128.store(y + at, e);
      sum = f32x4.add(sum, e);
    }
    for (let at: usize = 0; at < end; at += SLOT) v128.store(y + at, f32x4.div(v128.load(y + at), sum));
  }
}
