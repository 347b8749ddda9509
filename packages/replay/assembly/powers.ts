// Powers: src/draws/power.ts. The tables are the host's.

import { exact, staged, tables } from './layout';

const LOG2_E: f64 = 1.4426950408889634;
const LN_2: f64 = 0.6931471805599453;
const LARGEST: f64 = 3.4028234663852886e38;
const SMALLEST: f64 = 1.1754943508222875e-38;
const LEAST_RATIO: f64 = 7.888609052210118e-31;

/** Bytes before each table: reciprocals, logarithms, roots, powers of two. */
const LOGARITHM: usize = 512;
const ROOT: usize = 1024;
const POWER_OF_TWO: usize = 1536;

function powerOfTwo(exponent: i32): f64 {
  return load<f64>(tables + POWER_OF_TWO + ((<usize>(exponent + 1074)) << 3));
}

function log2(value: f64): f64 {
  let x = value;
  let shift: i32 = 0;
  if (x < 2.350988701644575e-38) {
    x *= 18446744073709551616.0;
    shift = 64;
  }
  const word = reinterpret<u32>(<f32>x);
  const exponent = <i32>(word >> 23) - 127;
  const at = (<usize>(word >> 17) & 63) << 3;
  const r = x * powerOfTwo(-exponent) * load<f64>(tables + at) - 1.0;
  const series = r * (1.0 + r * (-1.0 / 2.0 + r * (1.0 / 3.0 + r * (-1.0 / 4.0 + r * (1.0 / 5.0)))));
  return <f64>(exponent - shift) + (load<f64>(tables + LOGARITHM + at) + series * LOG2_E);
}

function exp2(y: f64): f64 {
  if (y >= 1024) return Infinity;
  if (y <= -1074) return 0;
  const rounded = Math.floor(y * 64 + 0.5);
  const steps = <i32>rounded;
  const r = (y - rounded / 64) * LN_2;
  const series = 1.0 + r * (1.0 + r * (1.0 / 2.0 + r * (1.0 / 6.0 + r * (1.0 / 24.0))));
  const root = steps & 63;
  const exponent = (steps - root) >> 6;
  const half = exponent >> 1;
  return (
    load<f64>(tables + ROOT + ((<usize>root) << 3)) * series * powerOfTwo(half) * powerOfTwo(exponent - half)
  );
}

function power(x: f64, exponent: f64): f64 {
  if (exponent == 1) return x;
  if (exponent == 0) return 1;
  if (x == 0) return 0;
  if (exponent == 0.5) return Math.sqrt(x);
  return exp2(exponent * log2(x));
}

/** Two numbers of a table, at these byte offsets. */
function pair(table: usize, offsets: v128): v128 {
  return v128.load64_lane(
    tables + table + <usize>i32x4.extract_lane(offsets, 1),
    v128.load64_zero(tables + table + <usize>i32x4.extract_lane(offsets, 0)),
    1,
  );
}

/** 2^exponent of the two low lanes, whose exponents must be those of normal numbers. */
function powersOfTwo(exponents: v128): v128 {
  return i64x2.shl(i64x2.extend_low_i32x4_s(i32x4.add(exponents, i32x4.splat(1023))), 52);
}

/** `power` of two numbers at a time: within 2^-125 to 2^127, the exponent above 0 and up to 8, not 1/2 or 1. */
function powers(x: v128, exponent: f64): v128 {
  // log2
  const word = f32x4.demote_f64x2_zero(x);
  const biased = i32x4.sub(i32x4.shr_u(word, 23), i32x4.splat(127));
  const at = i32x4.shl(v128.and(i32x4.shr_u(word, 17), i32x4.splat(63)), 3);
  const scaled = f64x2.mul(x, powersOfTwo(i32x4.neg(biased)));
  const r = f64x2.sub(f64x2.mul(scaled, pair(0, at)), f64x2.splat(1));
  let series = f64x2.add(f64x2.splat(-1.0 / 4.0), f64x2.mul(r, f64x2.splat(1.0 / 5.0)));
  series = f64x2.add(f64x2.splat(1.0 / 3.0), f64x2.mul(r, series));
  series = f64x2.add(f64x2.splat(-1.0 / 2.0), f64x2.mul(r, series));
  series = f64x2.mul(r, f64x2.add(f64x2.splat(1), f64x2.mul(r, series)));
  const fraction = f64x2.add(pair(LOGARITHM, at), f64x2.mul(series, f64x2.splat(LOG2_E)));
  const logarithm = f64x2.add(f64x2.convert_low_i32x4_s(biased), fraction);
  // exp2: at most 8 · 127, so that no scaling leaves the normal numbers
  const y = f64x2.mul(f64x2.splat(exponent), logarithm);
  const rounded = f64x2.floor(f64x2.add(f64x2.mul(y, f64x2.splat(64)), f64x2.splat(0.5)));
  const steps = i32x4.trunc_sat_f64x2_s_zero(rounded);
  const q = f64x2.mul(f64x2.sub(y, f64x2.div(rounded, f64x2.splat(64))), f64x2.splat(LN_2));
  let sum = f64x2.add(f64x2.splat(1.0 / 6.0), f64x2.mul(q, f64x2.splat(1.0 / 24.0)));
  sum = f64x2.add(f64x2.splat(1.0 / 2.0), f64x2.mul(q, sum));
  sum = f64x2.add(f64x2.splat(1), f64x2.mul(q, sum));
  sum = f64x2.add(f64x2.splat(1), f64x2.mul(q, sum));
  const root = pair(ROOT, i32x4.shl(v128.and(steps, i32x4.splat(63)), 3));
  return f64x2.mul(f64x2.mul(root, sum), powersOfTwo(i32x4.shr_s(steps, 6)));
}

/** Whether two at a time will do for this exponent. */
function inPairs(exponent: f64): bool {
  return exponent != 0.5 && exponent != 1 && exponent > 0 && exponent <= 8;
}

/** Writes importance weights to the staged numbers. */
export function importance(count: i32, lowest: f64, limit: f64, beta: f64): void {
  let least = lowest;
  if (least == 0) {
    least = load<f64>(exact);
    for (let at = 1; at < count; at++) least = min(least, load<f64>(exact + ((<usize>at) << 3)));
  }
  let at: i32 = 0;
  if (inPairs(beta)) {
    const lower = f64x2.splat(LEAST_RATIO);
    const upper = f64x2.splat(limit);
    const numerator = f64x2.splat(least);
    // The number past the last one may be anything: it is of no meaning.
    for (; at < count; at += 2) {
      const ratio = f64x2.div(numerator, v128.load(exact + ((<usize>at) << 3)));
      const result = powers(f64x2.max(lower, f64x2.min(upper, ratio)), beta);
      v128.store64_lane(staged + ((<usize>at) << 2), f32x4.demote_f64x2_zero(result), 0);
    }
  }
  for (; at < count; at++) {
    const ratio = max(LEAST_RATIO, min(limit, least / load<f64>(exact + ((<usize>at) << 3))));
    store<f32>(staged + ((<usize>at) << 2), <f32>power(ratio, beta));
  }
}

/** Turns the staged priorities into weights. */
export function weightsOf(count: i32, alpha: f64, epsilon: f64): void {
  let at: i32 = 0;
  if (inPairs(alpha)) {
    const tiny = f64x2.splat(2.350988701644575e-38);
    const huge = f64x2.splat(1.7014118346046923e38);
    for (; at < count; at += 2) {
      const to = staged + ((<usize>at) << 2);
      const given = f64x2.promote_low_f32x4(v128.load64_zero(to));
      const sum = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(f64x2.add(given, f64x2.splat(epsilon))));
      if (i64x2.all_true(v128.and(f64x2.ge(sum, tiny), f64x2.lt(sum, huge)))) {
        const result = f64x2.max(f64x2.splat(SMALLEST), f64x2.min(f64x2.splat(LARGEST), powers(sum, alpha)));
        v128.store64_lane(to, f32x4.demote_f64x2_zero(result), 0);
      } else {
        weightOf(to, alpha, epsilon);
        if (at + 1 < count) weightOf(to + 4, alpha, epsilon);
      }
    }
    return;
  }
  for (; at < count; at++) weightOf(staged + ((<usize>at) << 2), alpha, epsilon);
}

function weightOf(to: usize, alpha: f64, epsilon: f64): void {
  const sum = <f64>(<f32>min(<f64>load<f32>(to) + epsilon, LARGEST));
  store<f32>(to, sum == 0 ? 0 : <f32>max(SMALLEST, min(LARGEST, power(sum, alpha))));
}
