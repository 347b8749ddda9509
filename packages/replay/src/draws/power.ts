/*
 * Powers and logarithms out of additions, multiplications and square roots only, which IEEE 754 rounds in one way, so
 * that they give the same bits on every machine (`Math.pow`, `Math.log2` and `Math.exp` do not). Table look-up and a
 * short polynomial, after P. T. P. Tang, "Table-driven implementation of the exponential function", 1989, and the
 * same for the logarithm, 1990.
 */

const LOG2_E = Math.LOG2E;
const LN_2 = Math.LN2;

/** Reciprocals of 64 points of [1, 2), and their binary logarithms, negated. */
const RECIPROCAL: Float64Array = new Float64Array(64);
const LOGARITHM: Float64Array = new Float64Array(64);
/** 2^(j/64), j from 0 to 63. */
const ROOT: Float64Array = new Float64Array(64);
/** 2^k, k from -1074 to 1023, at k + 1074. */
const POWER_OF_TWO: Float64Array = new Float64Array(2098);

for (let at = 0; at < 64; at += 1) {
  // The first point is 1 itself, so that the logarithm of 1 is exactly 0.
  const reciprocal = at === 0 ? 1 : 1 / (1 + (at + 0.5) / 64);
  const z = (1 - reciprocal) / (1 + reciprocal);
  let sum = 0;
  for (let power = 41; power >= 1; power -= 2) sum = sum * z * z + 1 / power;
  RECIPROCAL[at] = reciprocal;
  LOGARITHM[at] = 2 * z * sum * LOG2_E;
}
for (let at = 0; at < 64; at += 1) {
  let product = 1;
  let root = 2;
  for (let bit = 32; bit >= 1; bit >>= 1) {
    root = Math.sqrt(root);
    if (at & bit) product *= root;
  }
  ROOT[at] = product;
}
for (let k = 0, value = 1; k <= 1023; k += 1, value *= 2) POWER_OF_TWO[k + 1074] = value;
for (let k = 0, value = 1; k >= -1074; k -= 1, value /= 2) POWER_OF_TWO[k + 1074] = value;

/** The tables side by side, for kernels in other languages: 64 reciprocals, logarithms and roots, 2,098 powers of two. */
export function powerTables(): Float64Array {
  const tables = new Float64Array(3 * 64 + POWER_OF_TWO.length);
  tables.set(RECIPROCAL);
  tables.set(LOGARITHM, 64);
  tables.set(ROOT, 128);
  tables.set(POWER_OF_TWO, 192);
  return tables;
}

const single: Float32Array = new Float32Array(1);
const bits: Int32Array = new Int32Array(single.buffer);

/**
 * Returns the binary logarithm of `x`, absolute error below 4e-12; exactly 0 for 1.
 *
 * @param x - positive, within the range of a float32 (2^-149 to 2^128, exclusive).
 */
export function log2(x: number): number {
  let shift = 0;
  if (x < 2 ** -125) {
    x *= 2 ** 64;
    shift = 64;
  }
  single[0] = x;
  const word = bits[0]!;
  const exponent = (word >>> 23) - 127;
  const at = (word >>> 17) & 63;
  const r = x * POWER_OF_TWO[1074 - exponent]! * RECIPROCAL[at]! - 1;
  const series = r * (1 + r * (-1 / 2 + r * (1 / 3 + r * (-1 / 4 + r * (1 / 5)))));
  return exponent - shift + (LOGARITHM[at]! + series * LOG2_E);
}

/** Returns 2^y, relative error below 5e-14; exactly 1 for 0; 0 below -1074 and Infinity from 1024 on. */
export function exp2(y: number): number {
  if (y >= 1024) return Number.POSITIVE_INFINITY;
  if (y <= -1074) return 0;
  const steps = Math.floor(y * 64 + 0.5);
  const r = (y - steps / 64) * LN_2;
  const series = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24))));
  const root = steps & 63;
  const exponent = (steps - root) / 64;
  // In two factors, so that the largest and the smallest results are scaled without overflow.
  const half = exponent >> 1;
  return ROOT[root]! * series * POWER_OF_TWO[half + 1074]! * POWER_OF_TWO[exponent - half + 1074]!;
}

/** Returns 1 - 2^-y, relative error below 3e-12, also where 2^-y is so near to 1 that the difference would lose its digits. */
export function oneMinusExp2(y: number): number {
  if (y > 2 ** -5) return 1 - exp2(-y);
  const t = y * LN_2;
  return t * (1 - (t / 2) * (1 - (t / 3) * (1 - (t / 4) * (1 - (t / 5) * (1 - t / 6)))));
}

/**
 * Returns x^exponent, relative error below 3e-12 · (1 + exponent): rounded to float32 it is within 0.502 units in the
 * last place for exponents up to 8. Exact for exponents 0, 1 and 1/2, and for x 0 and 1.
 *
 * @param x - 0, or within the range of a float32.
 * @param exponent - from 0 (inclusive) on.
 */
export function power(x: number, exponent: number): number {
  if (exponent === 1) return x;
  if (exponent === 0) return 1;
  if (x === 0) return 0;
  if (exponent === 0.5) return Math.sqrt(x);
  return exp2(exponent * log2(x));
}
