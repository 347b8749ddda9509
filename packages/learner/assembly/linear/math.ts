// Elementary functions of float64 from basic arithmetic only, so that every engine gives the same bits.

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const INVERSE_LN2: f64 = 1.4426950408889634;

/** e^x; the same algorithm, and the same bits, as `exp` of @graph/core (FDLIBM's e_exp.c, Sun Microsystems 1993). */
export function exp(x: f64): f64 {
  if (!(x < 709.782712893384)) return x > 0 ? Infinity : NaN;
  if (x < -745.1332191019411) return 0;
  const k = trunc<f64>(INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5));
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  const n = <i32>k;
  if (n < -1000) return y * powerOfTwo(n + 1000) * powerOfTwo(-1000);
  return n > 1023 ? y * 2 * powerOfTwo(n - 1) : y * powerOfTwo(n);
}

function powerOfTwo(n: i32): f64 {
  return reinterpret<f64>((<i64>(n + 1023)) << 52);
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: f64): f64 {
  return 1 / (1 + exp(-x));
}

/**
 * The softmax of β times `count` values at `from`, to `to`.
 *
 * @param sharpness - ln β.
 * @returns β.
 */
export function softmax(from: usize, to: usize, count: i32, sharpness: f64): f64 {
  const beta = exp(sharpness);
  const bytes = (<usize>count) << 3;
  let most = -Infinity;
  for (let at: usize = 0; at < bytes; at += 8) most = max(most, load<f64>(from + at));
  let sum: f64 = 0;
  for (let at: usize = 0; at < bytes; at += 8) {
    const value = exp(beta * (load<f64>(from + at) - most));
    store<f64>(to + at, value);
    sum += value;
  }
  for (let at: usize = 0; at < bytes; at += 8) store<f64>(to + at, load<f64>(to + at) / sum);
  return beta;
}

/** More than halving the bracket alone would take, with a Newton step in between each time. */
const MOST_STEPS: i32 = 120;

/**
 * Solves e = y − σ(f + rise · e): the error of a logistic answer after the step that e itself causes. An explicit step, with
 * the error before it, overshoots where `rise` is large (Kulis and Bartlett 2010, Implicit online learning).
 *
 * Newton's method, but half the bracket where a step leads out of it or is not half as long as the last one: where `rise` is
 * large, the sigmoid is a step, and Newton's method alone runs in circles.
 *
 * @param target - 0 or 1.
 * @param rise - how far the step moves the logit per unit of error, ≥ 0.
 */
export function implicitError(target: f64, logit: f64, rise: f64): f64 {
  let low = target - 1;
  let high = target;
  let error = target - sigmoid(logit);
  let last: f64 = 1;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const p = sigmoid(logit + rise * error);
    const excess = error - target + p;
    if (excess > 0) high = error;
    else low = error;
    const newton = error - excess / (1 + rise * p * (1 - p));
    if (abs(newton - error) <= 1e-15) return newton;
    const isGood = newton > low && newton < high && abs(newton - error) <= last / 2;
    const next = isGood ? newton : (low + high) / 2;
    last = abs(next - error);
    error = next;
  }
  return error;
}
