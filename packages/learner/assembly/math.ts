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

/** e^x after Cephes' expf, relative error < 2e-7; x is clamped to [-87.3, 88.0] first. */
export function exp4(value: v128): v128 {
  let x = f32x4.pmin(value, f32x4.splat(88.0));
  x = f32x4.pmax(x, f32x4.splat(-87.3));
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
  7.90531110763549805, -7.90531110763549805, -2.76076847742355e-16, 2.00018790482477e-13,
  -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5, 6.37261928875436e-4, 4.89352455891786e-3,
  1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3, 1,
]);

/** tanh x, the rational approximation of Eigen and XLA (degree 13 over 6), error < 5 units in the last place. */
export function tanh4(value: v128): v128 {
  let x = f32x4.pmin(value, v128.load_splat<f32>(TANH));
  x = f32x4.pmax(x, v128.load_splat<f32>(TANH, 4));
  const z = f32x4.mul(x, x);
  let p = v128.load_splat<f32>(TANH, 8);
  p = madd(p, z, v128.load_splat<f32>(TANH, 12));
  p = madd(p, z, v128.load_splat<f32>(TANH, 16));
  p = madd(p, z, v128.load_splat<f32>(TANH, 20));
  p = madd(p, z, v128.load_splat<f32>(TANH, 24));
  p = madd(p, z, v128.load_splat<f32>(TANH, 28));
  p = madd(p, z, v128.load_splat<f32>(TANH, 32));
  p = f32x4.mul(p, x);
  let q = v128.load_splat<f32>(TANH, 36);
  q = madd(q, z, v128.load_splat<f32>(TANH, 40));
  q = madd(q, z, v128.load_splat<f32>(TANH, 44));
  q = madd(q, z, v128.load_splat<f32>(TANH, 48));
  return f32x4.div(p, q);
}

/** Replaces 8 values at `at` by their tanh: two vectors at once read each coefficient once. Same bits as `tanh4`. */
export function tanh8(at: usize): void {
  const low = v128.load_splat<f32>(TANH, 4);
  let c = v128.load_splat<f32>(TANH);
  const x = f32x4.pmax(f32x4.pmin(v128.load(at), c), low);
  const y = f32x4.pmax(f32x4.pmin(v128.load(at, 16), c), low);
  const u = f32x4.mul(x, x);
  const v = f32x4.mul(y, y);
  c = v128.load_splat<f32>(TANH, 8);
  let d = v128.load_splat<f32>(TANH, 12);
  let p = madd(c, u, d);
  let q = madd(c, v, d);
  c = v128.load_splat<f32>(TANH, 16);
  p = madd(p, u, c);
  q = madd(q, v, c);
  c = v128.load_splat<f32>(TANH, 20);
  p = madd(p, u, c);
  q = madd(q, v, c);
  c = v128.load_splat<f32>(TANH, 24);
  p = madd(p, u, c);
  q = madd(q, v, c);
  c = v128.load_splat<f32>(TANH, 28);
  p = madd(p, u, c);
  q = madd(q, v, c);
  c = v128.load_splat<f32>(TANH, 32);
  p = madd(p, u, c);
  q = madd(q, v, c);
  p = f32x4.mul(p, x);
  q = f32x4.mul(q, y);
  c = v128.load_splat<f32>(TANH, 36);
  d = v128.load_splat<f32>(TANH, 40);
  let r = madd(c, u, d);
  let s = madd(c, v, d);
  c = v128.load_splat<f32>(TANH, 44);
  r = madd(r, u, c);
  s = madd(s, v, c);
  c = v128.load_splat<f32>(TANH, 48);
  r = madd(r, u, c);
  s = madd(s, v, c);
  v128.store(at, f32x4.div(p, r));
  v128.store(at, f32x4.div(q, s), 16);
}

/** Where a number is so small that it, or what is made of it, would become denormal and slow, it is 0. */
export function flush(value: v128): v128 {
  return v128.and(value, f32x4.ge(f32x4.abs(value), f32x4.splat(1e-30)));
}

/** Multiplies 8 derivatives at `delta` with the slopes of tanh, 1 − a², of the activations at `a`. */
export function tanhSlope8(a: usize, delta: usize): void {
  const one = v128.load_splat<f32>(TANH, 52);
  const x = v128.load(a);
  const y = v128.load(a, 16);
  v128.store(delta, flush(f32x4.mul(v128.load(delta), f32x4.sub(one, f32x4.mul(x, x)))));
  v128.store(delta, flush(f32x4.mul(v128.load(delta, 16), f32x4.sub(one, f32x4.mul(y, y)))), 16);
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
