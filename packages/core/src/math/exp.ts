const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const INVERSE_LN2 = Math.LOG2E;

/**
 * Computes e to the power x, the same bits on every machine (`Math.exp` may differ in the last one).
 *
 * Error under 1 unit in the last place for normal results. The reduction x = k ln 2 + r, |r| ≤ ln(2) / 2, and the
 * rational approximation of FDLIBM's e_exp.c (Sun Microsystems 1993), from basic arithmetic only.
 *
 * @param x - any number; over 709.78 gives Infinity, under -745.13 gives 0.
 */
export function exp(x: number): number {
  if (!(x < 709.782712893384)) return x > 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (x < -745.1332191019411) return 0;
  const k = Math.trunc(INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5));
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
  return k < -1000
    ? y * powerOfTwo(k + 1000) * powerOfTwo(-1000)
    : k > 1023
      ? y * 2 * powerOfTwo(k - 1)
      : y * powerOfTwo(k);
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** 2^k, -1022 ≤ k ≤ 1023, written as bits: `2 ** k` is not portable. */
function powerOfTwo(k: number): number {
  words[1 - HIGH] = 0;
  words[HIGH] = (k + 1023) << 20;
  return number[0]!;
}
