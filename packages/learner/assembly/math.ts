// Elementary functions of four lanes. Only additions, multiplications, divisions and conversions that IEEE 754 rounds
// in one way, so every engine gives the same bits. NaN goes through all of them.

/**
 * x · y + z: rounded twice, everywhere in the same way, or, in the module with relaxed SIMD, once or twice as the machine
 * likes it.
 */
export function madd(x: v128, y: v128, z: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, z);
  return f32x4.add(z, f32x4.mul(x, y));
}

const LOG2_E: f32 = 1.44269504088896341;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;

/**
 * e^x after Cephes' expf, relative error < 2e-7; x is clamped to [-70, 70] first. A probability of e^-70 and what is made of
 * it stay clear of denormal numbers; as a derivative, it is small enough for `flush`.
 */
export function exp4(value: v128): v128 {
  let x = f32x4.pmin(value, f32x4.splat(70.0));
  x = f32x4.pmax(x, f32x4.splat(-70.0));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)));
  x = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  x = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let y = f32x4.splat(1.98756915e-4);
  y = madd(y, x, f32x4.splat(1.3981999507e-3));
  y = madd(y, x, f32x4.splat(8.3334519073e-3));
  y = madd(y, x, f32x4.splat(4.1665795894e-2));
  y = madd(y, x, f32x4.splat(1.6666665459e-1));
  y = madd(y, x, f32x4.splat(5.0000001201e-1));
  y = madd(y, f32x4.mul(x, x), f32x4.add(x, f32x4.splat(1.0)));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(y, power);
}

/** ln x after Cephes' logf, relative error < 2e-7; x is raised to the smallest normal number first. */
export function log4(value: v128): v128 {
  const x = f32x4.pmax(value, f32x4.splat(1.17549435e-38));
  let exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), f32x4.splat(0.5));
  const small = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  exponent = f32x4.sub(exponent, v128.and(f32x4.splat(1.0), small));
  m = f32x4.add(f32x4.sub(m, f32x4.splat(1.0)), v128.and(m, small));
  const z = f32x4.mul(m, m);
  let y = f32x4.splat(7.0376836292e-2);
  y = madd(y, m, f32x4.splat(-1.151461031e-1));
  y = madd(y, m, f32x4.splat(1.167699874e-1));
  y = madd(y, m, f32x4.splat(-1.2420140846e-1));
  y = madd(y, m, f32x4.splat(1.4249322787e-1));
  y = madd(y, m, f32x4.splat(-1.6668057665e-1));
  y = madd(y, m, f32x4.splat(2.0000714765e-1));
  y = madd(y, m, f32x4.splat(-2.4999993993e-1));
  y = madd(y, m, f32x4.splat(3.3333331174e-1));
  y = f32x4.mul(f32x4.mul(y, m), z);
  y = madd(exponent, f32x4.splat(LN2_LOW), y);
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  y = madd(exponent, f32x4.splat(LN2_HIGH), f32x4.add(m, y));
  // A NaN loses itself in the bit tricks above.
  return v128.bitselect(y, value, f32x4.eq(value, value));
}

// Read from memory: V8 of Node 20 builds a constant vector out of several instructions each time.
const TANH: usize = memory.data<f32>([
  7.684136390686035, -7.684136390686035, 0.030401447787880898, 14.610015869140625, 538.6571655273438,
  118.99585723876953, 1077.3143310546875,
]);

/**
 * tanh x as 2t / (1 + t²), t = tanh(x / 2) = p / q being a rational function of degrees 5 and 4. Where tanh is near ±1,
 * the first formula all but hides what is wrong with t: it was fitted for errors times 1 / cosh x. Relative error
 * < 3.8e-7, magnitude ≤ 1, tried with every float.
 */
export function tanh4(value: v128): v128 {
  let x = f32x4.pmin(value, v128.load_splat<f32>(TANH));
  x = f32x4.pmax(x, v128.load_splat<f32>(TANH, 4));
  const z = f32x4.mul(x, x);
  let p = madd(v128.load_splat<f32>(TANH, 8), z, v128.load_splat<f32>(TANH, 12));
  p = f32x4.mul(madd(p, z, v128.load_splat<f32>(TANH, 16)), x);
  const q = madd(f32x4.add(z, v128.load_splat<f32>(TANH, 20)), z, v128.load_splat<f32>(TANH, 24));
  return f32x4.div(f32x4.mul(f32x4.add(p, p), q), madd(p, p, f32x4.mul(q, q)));
}

/** Replaces 8 values at `at` by their tanh: two vectors at once read each coefficient once. Same bits as `tanh4`. */
export function tanh8(at: usize): void {
  let c = v128.load_splat<f32>(TANH);
  let d = v128.load_splat<f32>(TANH, 4);
  const x0 = f32x4.pmax(f32x4.pmin(v128.load(at), c), d);
  const x1 = f32x4.pmax(f32x4.pmin(v128.load(at, 16), c), d);
  const z0 = f32x4.mul(x0, x0);
  const z1 = f32x4.mul(x1, x1);
  c = v128.load_splat<f32>(TANH, 8);
  d = v128.load_splat<f32>(TANH, 12);
  let p0 = madd(c, z0, d);
  let p1 = madd(c, z1, d);
  c = v128.load_splat<f32>(TANH, 20);
  let q0 = f32x4.add(z0, c);
  let q1 = f32x4.add(z1, c);
  c = v128.load_splat<f32>(TANH, 16);
  p0 = f32x4.mul(madd(p0, z0, c), x0);
  p1 = f32x4.mul(madd(p1, z1, c), x1);
  c = v128.load_splat<f32>(TANH, 24);
  q0 = madd(q0, z0, c);
  q1 = madd(q1, z1, c);
  v128.store(at, f32x4.div(f32x4.mul(f32x4.add(p0, p0), q0), madd(p0, p0, f32x4.mul(q0, q0))));
  v128.store(at, f32x4.div(f32x4.mul(f32x4.add(p1, p1), q1), madd(p1, p1, f32x4.mul(q1, q1))), 16);
}

/** |x|, NaN too. Not f32x4.abs: V8 makes three instructions of it, and keeps a constant in a register. */
export function magnitude(value: v128): v128 {
  return v128.and(value, i32x4.splat(0x7fffffff));
}

/** Where a number is so small that it, or what is made of it, would become denormal and slow, it is 0. */
export function flush(value: v128): v128 {
  return v128.andnot(value, f32x4.lt(magnitude(value), f32x4.splat(1e-30)));
}

/** 1 / (1 + e^-x). */
export function sigmoid4(value: v128): v128 {
  return f32x4.div(f32x4.splat(1.0), f32x4.add(f32x4.splat(1.0), exp4(f32x4.neg(value))));
}

/** The four lanes added in the order (0 + 2) + (1 + 3). */
export function sum4(value: v128): f32 {
  return (
    f32x4.extract_lane(value, 0) +
    f32x4.extract_lane(value, 2) +
    (f32x4.extract_lane(value, 1) + f32x4.extract_lane(value, 3))
  );
}

/** The sums of four vectors' lanes side by side, each in the order of `sum4`. */
export function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
