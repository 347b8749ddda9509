const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * Computes the natural logarithm, the same bits on every machine (`Math.log` may differ in the last one).
 *
 * Error under 1 unit in the last place. The reduction x = 2^k (1 + f), sqrt(1/2) < 1 + f < sqrt(2), and the
 * polynomial in s = f / (2 + f) of FDLIBM's e_log.c (Sun Microsystems 1993), from basic arithmetic only.
 *
 * @param x - any number; 0 gives -Infinity, what is under 0 gives NaN.
 */
export function ln(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY)
    return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  let exponent = -1023;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984; // 2^54 makes a subnormal normal
    exponent -= 54;
  }
  number[0] = x;
  const high = words[HIGH]!;
  exponent += high >>> 20;
  const mantissa = high & 0xfffff;
  const carry = (mantissa + 0x95f64) & 0x100000;
  words[HIGH] = mantissa | (carry ^ 0x3ff00000);
  exponent += carry >>> 20;
  const f = number[0]! - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  // Near the middle of the range the second form cancels less.
  if (((mantissa - 0x6147a) | (0x6b851 - mantissa)) > 0) {
    const half = 0.5 * f * f;
    return exponent * LN2_HIGH - (half - (s * (half + (even + odd)) + exponent * LN2_LOW) - f);
  }
  return exponent * LN2_HIGH - (s * (f - (even + odd)) - exponent * LN2_LOW - f);
}
