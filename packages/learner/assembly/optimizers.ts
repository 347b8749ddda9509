import {
  ANCHOR,
  BETA1,
  BETA2,
  CLIP,
  CORRECTION1,
  CORRECTION2,
  EPSILON,
  float,
  GRADIENT_NORM,
  GRADIENTS,
  IMPORTANCE,
  integer,
  LEARNING_RATE,
  MOMENT1,
  MOMENT2,
  OPTIMIZER,
  PARAMETER_COUNT,
  PATH,
  PENALTY,
  pointer,
  setFloat,
  WEIGHT_DECAY,
  WEIGHTS,
} from './layout';
import { flush, magnitude } from './math';

export const SGD: i32 = 0;
export const MOMENTUM: i32 = 1;
export const NESTEROV: i32 = 2;
export const RMSPROP: i32 = 3;
export const RMSPROP_MOMENTUM: i32 = 4;
export const ADAM: i32 = 5;
export const ADAMW: i32 = 6;

/** The factor that brings the gradient's Euclidean norm under the limit: 1 if it is, or if there is none. */
export function clipFactor(): f32 {
  const limit = float(CLIP);
  if (limit <= 0) return 1;
  const start = pointer(GRADIENTS);
  const end = start + ((<usize>integer(PARAMETER_COUNT)) << 2);
  let low = f64x2.splat(0);
  let high = low;
  for (let at = start; at < end; at += 16) {
    const a = f64x2.promote_low_f32x4(v128.load64_zero(at));
    const b = f64x2.promote_low_f32x4(v128.load64_zero(at, 8));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  const norm = Math.sqrt(f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  setFloat(GRADIENT_NORM, norm);
  return norm > limit ? <f32>(limit / norm) : 1;
}

/** Whether a step is plain gradient descent, which needs nothing but a weight and its gradient. */
export function isPlainDescent(): bool {
  return (
    integer(OPTIMIZER) == SGD &&
    float(CLIP) <= 0 &&
    float(WEIGHT_DECAY) == 0 &&
    pointer(IMPORTANCE) == 0 &&
    pointer(PATH) == 0
  );
}

/** Takes one step with all parameters: penalty, weight decay, optimizer, path integral in one pass. */
export function optimize(factor: f32): void {
  const kind = integer(OPTIMIZER);
  const gradients = pointer(GRADIENTS);
  const weights = pointer(WEIGHTS);
  const bytes = (<usize>integer(PARAMETER_COUNT)) << 2;
  const moment1 = pointer(MOMENT1);
  const moment2 = pointer(MOMENT2);
  const importance = pointer(IMPORTANCE);
  const anchor = pointer(ANCHOR);
  const path = pointer(PATH);
  const pull = f32x4.splat(<f32>(float(LEARNING_RATE) * float(PENALTY)));
  const decay = float(WEIGHT_DECAY);
  const coupled = decay != 0 && kind != ADAMW;
  const decayFactor = f32x4.splat(<f32>decay);
  const rate = f32x4.splat(<f32>float(LEARNING_RATE));
  const shrink = f32x4.splat(<f32>(1 - float(LEARNING_RATE) * decay));
  const beta1 = f32x4.splat(<f32>float(BETA1));
  const beta2 = f32x4.splat(<f32>float(BETA2));
  const rest1 = f32x4.splat(<f32>(1 - float(BETA1)));
  const rest2 = f32x4.splat(<f32>(1 - float(BETA2)));
  const epsilon = f32x4.splat(<f32>float(EPSILON));
  // rate / c1 · m / (√(v / c2) + ε), multiplied through with √c2.
  const root = Math.sqrt(float(CORRECTION2));
  const adamRate = f32x4.splat(<f32>((float(LEARNING_RATE) * root) / float(CORRECTION1)));
  const adamEpsilon = f32x4.splat(<f32>(float(EPSILON) * root));
  const clip = f32x4.splat(factor);
  const bare = !coupled && importance == 0 && path == 0;
  if (kind == SGD && bare) {
    sgd(weights, gradients, bytes, f32x4.mul(rate, clip));
    return;
  }
  if (kind == ADAM && bare) {
    adam(
      weights,
      gradients,
      moment1,
      moment2,
      bytes,
      clip,
      beta1,
      beta2,
      rest1,
      rest2,
      adamRate,
      adamEpsilon,
    );
    return;
  }
  for (let at: usize = 0; at < bytes; at += 16) {
    const raw = v128.load(gradients + at);
    const before = v128.load(weights + at);
    let g = f32x4.mul(raw, clip);
    let w = before;
    if (coupled) g = f32x4.add(g, f32x4.mul(decayFactor, w));
    if (kind >= ADAM) {
      if (kind == ADAMW) w = f32x4.mul(w, shrink);
      const m = flush(f32x4.add(f32x4.mul(beta1, v128.load(moment1 + at)), f32x4.mul(rest1, g)));
      const v = f32x4.add(f32x4.mul(beta2, v128.load(moment2 + at)), f32x4.mul(rest2, square(g)));
      v128.store(moment1 + at, m);
      v128.store(moment2 + at, v);
      w = f32x4.sub(w, f32x4.div(f32x4.mul(adamRate, m), f32x4.add(f32x4.sqrt(v), adamEpsilon)));
    } else if (kind >= RMSPROP) {
      const v = f32x4.add(f32x4.mul(beta2, v128.load(moment2 + at)), f32x4.mul(rest2, square(g)));
      v128.store(moment2 + at, v);
      g = f32x4.div(g, f32x4.add(f32x4.sqrt(v), epsilon));
      if (kind == RMSPROP_MOMENTUM) {
        g = flush(f32x4.add(f32x4.mul(beta1, v128.load(moment1 + at)), g));
        v128.store(moment1 + at, g);
      }
      w = f32x4.sub(w, f32x4.mul(rate, g));
    } else {
      if (kind != SGD) {
        const m = flush(f32x4.add(f32x4.mul(beta1, v128.load(moment1 + at)), g));
        v128.store(moment1 + at, m);
        g = kind == NESTEROV ? f32x4.add(g, f32x4.mul(beta1, m)) : m;
      }
      w = f32x4.sub(w, f32x4.mul(rate, g));
    }
    if (importance != 0) {
      // w ← (w + q · anchor) / (1 + q): the exact minimum of the penalty and of the distance to where the optimizer went,
      // |w' − w|² / (2 · rate). Unlike the penalty's gradient it cannot overshoot, and Adam's √v does not scale it away.
      const q = f32x4.pmin(f32x4.mul(pull, v128.load(importance + at)), f32x4.splat(1e6));
      const share = f32x4.div(q, f32x4.add(f32x4.splat(1), q));
      w = f32x4.add(w, f32x4.mul(share, f32x4.sub(v128.load(anchor + at), w)));
    }
    v128.store(weights + at, w);
    // Zenke, Poole and Ganguli 2017: the path integral of the loss's own gradient along the way really taken.
    if (path != 0)
      v128.store(path + at, f32x4.sub(v128.load(path + at), f32x4.mul(raw, f32x4.sub(w, before))));
  }
}

/**
 * The square of a gradient, at least 1e-30: so neither it nor a mean of such squares is ever denormal, and slow. Beside the
 * usual ε of 1e-8, the root of the least mean is as good as 0.
 */
function square(gradient: v128): v128 {
  const size = f32x4.pmax(magnitude(gradient), f32x4.splat(1e-15));
  return f32x4.mul(size, size);
}

/** The common cases on their own: with fewer values at hand, all of them fit into registers. */
function sgd(weights: usize, gradients: usize, bytes: usize, rate: v128): void {
  const end = weights + bytes;
  for (; weights + 64 <= end; weights += 64, gradients += 64) {
    v128.store(weights, f32x4.sub(v128.load(weights), f32x4.mul(rate, v128.load(gradients))));
    v128.store(weights, f32x4.sub(v128.load(weights, 16), f32x4.mul(rate, v128.load(gradients, 16))), 16);
    v128.store(weights, f32x4.sub(v128.load(weights, 32), f32x4.mul(rate, v128.load(gradients, 32))), 32);
    v128.store(weights, f32x4.sub(v128.load(weights, 48), f32x4.mul(rate, v128.load(gradients, 48))), 48);
  }
  for (; weights < end; weights += 16, gradients += 16)
    v128.store(weights, f32x4.sub(v128.load(weights), f32x4.mul(rate, v128.load(gradients))));
}

function adam(
  weights: usize,
  gradients: usize,
  moment1: usize,
  moment2: usize,
  bytes: usize,
  clip: v128,
  beta1: v128,
  beta2: v128,
  rest1: v128,
  rest2: v128,
  rate: v128,
  epsilon: v128,
): void {
  for (const end = weights + bytes; weights < end; weights += 16) {
    const g = f32x4.mul(v128.load(gradients), clip);
    const m = flush(f32x4.add(f32x4.mul(beta1, v128.load(moment1)), f32x4.mul(rest1, g)));
    const v = f32x4.add(f32x4.mul(beta2, v128.load(moment2)), f32x4.mul(rest2, square(g)));
    v128.store(moment1, m);
    v128.store(moment2, v);
    v128.store(
      weights,
      f32x4.sub(v128.load(weights), f32x4.div(f32x4.mul(rate, m), f32x4.add(f32x4.sqrt(v), epsilon))),
    );
    gradients += 16;
    moment1 += 16;
    moment2 += 16;
  }
}
