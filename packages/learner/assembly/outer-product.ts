import { SLOT } from './layout';
import { madd } from './math';

/**
 * Gradient of a dense block: `gradient[s, t] += Σ_row from[s][row] · delta[row][t]`, with the targets' derivatives in
 * panels (see `slotsToPanels`); from 0 if `first`. `step` is the bytes from one source's gradients to the next one's.
 * The sums run over the rows one by one.
 */
export function outerProduct(
  from: usize,
  panels: usize,
  gradient: usize,
  sources: i32,
  targets: i32,
  step: usize,
  rows: i32,
  first: bool,
): void {
  let target = 0;
  for (; target + 13 <= targets; target += 16, panels += 2048, gradient += 64)
    panel16(from, panels, gradient, sources, step, rows, first);
  for (; target < targets; target += 4, panels += 16, gradient += 16)
    panel4(from, panels, gradient, sources, step, rows, first);
}

/** 2 sources × 16 targets at a time. */
function panel16(
  from: usize,
  panel: usize,
  gradient: usize,
  sources: i32,
  step: usize,
  rows: i32,
  first: bool,
): void {
  const bytes = (<usize>rows) << 2;
  let source = 0;
  for (; source + 2 <= sources; source += 2) {
    const other = gradient + step;
    let a0 = f32x4.splat(0);
    let a1 = a0,
      a2 = a0,
      a3 = a0,
      b0 = a0,
      b1 = a0,
      b2 = a0,
      b3 = a0;
    if (!first) {
      a0 = v128.load(gradient);
      a1 = v128.load(gradient, 16);
      a2 = v128.load(gradient, 32);
      a3 = v128.load(gradient, 48);
      b0 = v128.load(other);
      b1 = v128.load(other, 16);
      b2 = v128.load(other, 32);
      b3 = v128.load(other, 48);
    }
    let p = panel;
    let x = from;
    const end = x + bytes;
    for (; x < end; x += 4, p += 64) {
      let d0 = v128.load(p);
      let d1 = v128.load(p, 16);
      let d2 = v128.load(p, 32);
      let d3 = v128.load(p, 48);
      let u = v128.load_splat<f32>(x);
      let v = v128.load_splat<f32>(x, SLOT);
      a0 = madd(u, d0, a0);
      a1 = madd(u, d1, a1);
      a2 = madd(u, d2, a2);
      a3 = madd(u, d3, a3);
      b0 = madd(v, d0, b0);
      b1 = madd(v, d1, b1);
      b2 = madd(v, d2, b2);
      b3 = madd(v, d3, b3);
    }
    v128.store(gradient, a0);
    v128.store(gradient, a1, 16);
    v128.store(gradient, a2, 32);
    v128.store(gradient, a3, 48);
    v128.store(other, b0);
    v128.store(other, b1, 16);
    v128.store(other, b2, 32);
    v128.store(other, b3, 48);
    gradient = other + step;
    from += 2 * SLOT;
  }
  if (source < sources) {
    let a0 = f32x4.splat(0);
    let a1 = a0,
      a2 = a0,
      a3 = a0;
    if (!first) {
      a0 = v128.load(gradient);
      a1 = v128.load(gradient, 16);
      a2 = v128.load(gradient, 32);
      a3 = v128.load(gradient, 48);
    }
    let p = panel;
    let x = from;
    for (const end = x + bytes; x < end; x += 4) {
      const u = v128.load_splat<f32>(x);
      a0 = madd(u, v128.load(p), a0);
      a1 = madd(u, v128.load(p, 16), a1);
      a2 = madd(u, v128.load(p, 32), a2);
      a3 = madd(u, v128.load(p, 48), a3);
      p += 64;
    }
    v128.store(gradient, a0);
    v128.store(gradient, a1, 16);
    v128.store(gradient, a2, 32);
    v128.store(gradient, a3, 48);
  }
}

/** 4 sources × 4 targets at a time. */
function panel4(
  from: usize,
  panel: usize,
  gradient: usize,
  sources: i32,
  step: usize,
  rows: i32,
  first: bool,
): void {
  const bytes = (<usize>rows) << 2;
  let source = 0;
  for (; source + 4 <= sources; source += 4) {
    const g1 = gradient + step;
    const g2 = g1 + step;
    const g3 = g2 + step;
    let a = f32x4.splat(0);
    let b = a,
      c = a,
      d = a;
    if (!first) {
      a = v128.load(gradient);
      b = v128.load(g1);
      c = v128.load(g2);
      d = v128.load(g3);
    }
    let p = panel;
    let x = from;
    for (const end = x + bytes; x < end; x += 4) {
      const delta = v128.load(p);
      a = madd(v128.load_splat<f32>(x), delta, a);
      b = madd(v128.load_splat<f32>(x, SLOT), delta, b);
      c = madd(v128.load_splat<f32>(x, 2 * SLOT), delta, c);
      d = madd(v128.load_splat<f32>(x, 3 * SLOT), delta, d);
      p += 64;
    }
    v128.store(gradient, a);
    v128.store(g1, b);
    v128.store(g2, c);
    v128.store(g3, d);
    gradient = g3 + step;
    from += 4 * SLOT;
  }
  for (; source < sources; source += 1) {
    let a = first ? f32x4.splat(0) : v128.load(gradient);
    let p = panel;
    let x = from;
    for (const end = x + bytes; x < end; x += 4) {
      a = madd(v128.load_splat<f32>(x), v128.load(p), a);
      p += 64;
    }
    v128.store(gradient, a);
    gradient += step;
    from += SLOT;
  }
}
