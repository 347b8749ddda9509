// A symmetric matrix of float64, of which the lower triangle is kept in blocks of 2 × 2: block (i, j), j ≤ i, holds the
// rows 2i and 2i + 1 by the columns 2j and 2j + 1, row by row, in 32 bytes; it is number i (i + 1) / 2 + j. Vectors have
// an even number of elements, the last of which is 0 where the width is odd. Blocks on the diagonal are whole: their upper
// element is computed as the lower one is, and has the same bits.

/**
 * g = P x.
 *
 * @param pairs - half the number of elements of `x` and `g`.
 * @returns the inner product of x and g.
 */
export function multiply(matrix: usize, x: usize, g: usize, pairs: i32): f64 {
  let p = matrix;
  const end = x + ((<usize>pairs) << 4);
  let row = g;
  for (let xi = x; xi < end; xi += 16, row += 16) {
    const x0 = v128.load_splat<f64>(xi);
    const x1 = v128.load_splat<f64>(xi, 8);
    let a = f64x2.splat(0);
    let b = a;
    let to = g;
    for (let xj = x; xj < xi; xj += 16, to += 16, p += 32) {
      const p0 = v128.load(p);
      const p1 = v128.load(p, 16);
      const v = v128.load(xj);
      a = f64x2.add(a, f64x2.mul(p0, v));
      b = f64x2.add(b, f64x2.mul(p1, v));
      // The other half of the matrix: the same elements by their columns.
      v128.store(to, f64x2.add(v128.load(to), f64x2.add(f64x2.mul(p0, x0), f64x2.mul(p1, x1))));
    }
    const v = v128.load(xi);
    a = f64x2.add(a, f64x2.mul(v128.load(p), v));
    b = f64x2.add(b, f64x2.mul(v128.load(p, 16), v));
    p += 32;
    v128.store(row, f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3)));
  }
  return dot(x, g, pairs);
}

/** P = P − (r g) (r g)ᵀ, with `root` r; `scaled` takes r g. */
export function shrink(matrix: usize, g: usize, scaled: usize, pairs: i32, root: f64): void {
  const bytes = (<usize>pairs) << 4;
  const r = f64x2.splat(root);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(scaled + at, f64x2.mul(v128.load(g + at), r));
  let p = matrix;
  const end = scaled + bytes;
  for (let ui = scaled; ui < end; ui += 16) {
    const u0 = v128.load_splat<f64>(ui);
    const u1 = v128.load_splat<f64>(ui, 8);
    for (let uj = scaled; uj <= ui; uj += 16, p += 32) {
      const u = v128.load(uj);
      v128.store(p, f64x2.sub(v128.load(p), f64x2.mul(u0, u)));
      v128.store(p, f64x2.sub(v128.load(p, 16), f64x2.mul(u1, u)), 16);
    }
  }
}

/** Adds q to each variance that is under its prior one, which are at `prior`, and holds it over the share `least` of that. */
export function walk(matrix: usize, prior: usize, width: i32, q: f64, least: f64): void {
  let p = matrix;
  for (let index = 0; index < width; index += 1, prior += 8) {
    // To the last block of row index / 2; its first element, or its last.
    const at = index & 1 ? p + 24 : p;
    const most = load<f64>(prior);
    let variance = load<f64>(at);
    if (variance < most) variance += q;
    store<f64>(at, max(variance, least * most));
    if (index & 1) p += ((<usize>(index + 1) >> 1) + 1) << 5;
  }
}

/** The inner products of x with `outputs` vectors that follow each other. */
export function dots(weights: usize, x: usize, pairs: i32, outputs: i32, to: usize): void {
  for (; outputs > 0; outputs -= 1, weights += (<usize>pairs) << 4, to += 8)
    store<f64>(to, dot(weights, x, pairs));
}

/** to = a · to + b · from. */
export function add(to: usize, from: usize, pairs: i32, a: f64, b: f64): void {
  const end = to + ((<usize>pairs) << 4);
  const va = f64x2.splat(a);
  const vb = f64x2.splat(b);
  for (; to < end; to += 16, from += 16)
    v128.store(to, f64x2.add(f64x2.mul(va, v128.load(to)), f64x2.mul(vb, v128.load(from))));
}

function dot(x: usize, y: usize, pairs: i32): f64 {
  const end = x + ((<usize>pairs) << 4);
  let even = f64x2.splat(0);
  let odd = even;
  for (; x + 16 < end; x += 32, y += 32) {
    even = f64x2.add(even, f64x2.mul(v128.load(x), v128.load(y)));
    odd = f64x2.add(odd, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
  }
  if (x < end) even = f64x2.add(even, f64x2.mul(v128.load(x), v128.load(y)));
  even = f64x2.add(even, odd);
  return f64x2.extract_lane(even, 0) + f64x2.extract_lane(even, 1);
}
