// Powers: src/power.ts. The tables are the host's.

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
  const series =
    r *
    (1.0 +
      r *
        (-1.0 / 2.0 +
          r *
            (1.0 / 3.0 +
              r *
                (-1.0 / 4.0 +
                  r *
                    (1.0 / 5.0 + r * (-1.0 / 6.0 + r * (1.0 / 7.0 + r * (-1.0 / 8.0 + r * (1.0 / 9.0)))))))));
  return <f64>(exponent - shift) + (load<f64>(tables + LOGARITHM + at) + series * LOG2_E);
}

function exp2(y: f64): f64 {
  if (y >= 1024) return Infinity;
  if (y <= -1074) return 0;
  const rounded = Math.floor(y * 64 + 0.5);
  const steps = <i32>rounded;
  const r = (y - rounded / 64) * LN_2;
  const series =
    1.0 +
    r *
      (1.0 +
        r *
          (1.0 / 2.0 +
            r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0 + r * (1.0 / 5040.0)))))));
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

/** Writes importance weights to the staged numbers. */
export function importance(count: i32, lowest: f64, limit: f64, beta: f64): void {
  let least = lowest;
  if (least == 0) {
    least = load<f64>(exact);
    for (let at = 1; at < count; at++) least = min(least, load<f64>(exact + ((<usize>at) << 3)));
  }
  for (let at = 0; at < count; at++) {
    const ratio = max(LEAST_RATIO, min(limit, least / load<f64>(exact + ((<usize>at) << 3))));
    store<f32>(staged + ((<usize>at) << 2), <f32>power(ratio, beta));
  }
}

/** Turns the staged priorities into weights. */
export function weightsOf(count: i32, alpha: f64, epsilon: f64): void {
  for (let at = 0; at < count; at++) {
    const to = staged + ((<usize>at) << 2);
    const sum = <f64>(<f32>min(<f64>load<f32>(to) + epsilon, LARGEST));
    store<f32>(to, sum == 0 ? 0 : <f32>max(SMALLEST, min(LARGEST, power(sum, alpha))));
  }
}
