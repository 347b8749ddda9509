// Edges one by one, 32 lanes wide: for the parts of a graph that are no dense blocks. Tables of u32:
//   by target: per target its edge count, then the address of each source's slot; weights lie in the same order.
//   by source: per source its edge count, then per edge the address of its weight and of its target's slot.

import { ADD, SLOT, ZERO } from './layout';
import { madd } from './math';

/** Sums what reaches `targets` neurons over the edges of `table`, in the table's order. */
export function edgesForward(
  table: usize,
  to: usize,
  weights: usize,
  targets: i32,
  start: usize,
  vectors: i32,
): void {
  for (; targets > 0; targets -= 1, to += SLOT) {
    const count = <usize>load<u32>(table);
    table += 4;
    const end = table + (count << 2);
    let vector = 0;
    if (vectors == 8) {
      gather32(table, end, to, weights, start);
      vector = 8;
    }
    for (; vector + 4 <= vectors; vector += 4) gather16(table, end, to, weights, start, (<usize>vector) << 4);
    for (; vector < vectors; vector += 1) gather4(table, end, to, weights, start, (<usize>vector) << 4);
    table = end;
    weights += count << 2;
    if (start > ZERO) start += 4;
  }
}

function gather32(table: usize, end: usize, to: usize, weights: usize, start: usize): void {
  let a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, a5: v128, a6: v128, a7: v128;
  if (start == ADD) {
    a0 = v128.load(to);
    a1 = v128.load(to, 16);
    a2 = v128.load(to, 32);
    a3 = v128.load(to, 48);
    a4 = v128.load(to, 64);
    a5 = v128.load(to, 80);
    a6 = v128.load(to, 96);
    a7 = v128.load(to, 112);
  } else {
    a0 = start == ZERO ? f32x4.splat(0) : v128.load_splat<f32>(start);
    a1 = a0;
    a2 = a0;
    a3 = a0;
    a4 = a0;
    a5 = a0;
    a6 = a0;
    a7 = a0;
  }
  for (; table < end; table += 4, weights += 4) {
    const x = <usize>load<u32>(table);
    const w = v128.load_splat<f32>(weights);
    a0 = madd(w, v128.load(x), a0);
    a1 = madd(w, v128.load(x, 16), a1);
    a2 = madd(w, v128.load(x, 32), a2);
    a3 = madd(w, v128.load(x, 48), a3);
    // Never taken: it keeps V8 of Node 20 from loading all eight vectors at once, and so from spilling the sums.
    if (x == 0) {
      v128.store(to, a0);
      v128.store(to, a1, 16);
      v128.store(to, a2, 32);
      v128.store(to, a3, 48);
    }
    a4 = madd(w, v128.load(x, 64), a4);
    a5 = madd(w, v128.load(x, 80), a5);
    a6 = madd(w, v128.load(x, 96), a6);
    a7 = madd(w, v128.load(x, 112), a7);
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to, a2, 32);
  v128.store(to, a3, 48);
  v128.store(to, a4, 64);
  v128.store(to, a5, 80);
  v128.store(to, a6, 96);
  v128.store(to, a7, 112);
}

function gather16(table: usize, end: usize, to: usize, weights: usize, start: usize, lane: usize): void {
  to += lane;
  let a0: v128, a1: v128, a2: v128, a3: v128;
  if (start == ADD) {
    a0 = v128.load(to);
    a1 = v128.load(to, 16);
    a2 = v128.load(to, 32);
    a3 = v128.load(to, 48);
  } else {
    a0 = start == ZERO ? f32x4.splat(0) : v128.load_splat<f32>(start);
    a1 = a0;
    a2 = a0;
    a3 = a0;
  }
  for (; table < end; table += 4, weights += 4) {
    const x = <usize>load<u32>(table) + lane;
    const w = v128.load_splat<f32>(weights);
    a0 = madd(w, v128.load(x), a0);
    a1 = madd(w, v128.load(x, 16), a1);
    a2 = madd(w, v128.load(x, 32), a2);
    a3 = madd(w, v128.load(x, 48), a3);
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to, a2, 32);
  v128.store(to, a3, 48);
}

function gather4(table: usize, end: usize, to: usize, weights: usize, start: usize, lane: usize): void {
  to += lane;
  let a = start == ADD ? v128.load(to) : start == ZERO ? f32x4.splat(0) : v128.load_splat<f32>(start);
  for (; table < end; table += 4, weights += 4)
    a = madd(v128.load_splat<f32>(weights), v128.load(<usize>load<u32>(table) + lane), a);
  v128.store(to, a);
}

/** Sums what comes back to `sources` neurons over the edges of `table`. */
export function edgesBackward(table: usize, to: usize, sources: i32, start: usize, vectors: i32): void {
  for (; sources > 0; sources -= 1, to += SLOT) {
    const end = table + 4 + ((<usize>load<u32>(table)) << 3);
    table += 4;
    let vector = 0;
    if (vectors == 8) {
      scatter32(table, end, to, start);
      vector = 8;
    }
    for (; vector < vectors; vector += 1) {
      const lane = (<usize>vector) << 4;
      let a = start == ADD ? v128.load(to + lane) : f32x4.splat(0);
      for (let at = table; at < end; at += 8)
        a = madd(v128.load_splat<f32>(<usize>load<u32>(at)), v128.load(<usize>load<u32>(at, 4) + lane), a);
      v128.store(to + lane, a);
    }
    table = end;
  }
}

function scatter32(table: usize, end: usize, to: usize, start: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0,
    a2 = a0,
    a3 = a0,
    a4 = a0,
    a5 = a0,
    a6 = a0,
    a7 = a0;
  if (start == ADD) {
    a0 = v128.load(to);
    a1 = v128.load(to, 16);
    a2 = v128.load(to, 32);
    a3 = v128.load(to, 48);
    a4 = v128.load(to, 64);
    a5 = v128.load(to, 80);
    a6 = v128.load(to, 96);
    a7 = v128.load(to, 112);
  }
  for (; table < end; table += 8) {
    const w = v128.load_splat<f32>(<usize>load<u32>(table));
    const d = <usize>load<u32>(table, 4);
    a0 = madd(w, v128.load(d), a0);
    a1 = madd(w, v128.load(d, 16), a1);
    a2 = madd(w, v128.load(d, 32), a2);
    a3 = madd(w, v128.load(d, 48), a3);
    if (d == 0) {
      v128.store(to, a0);
      v128.store(to, a1, 16);
      v128.store(to, a2, 32);
      v128.store(to, a3, 48);
    }
    a4 = madd(w, v128.load(d, 64), a4);
    a5 = madd(w, v128.load(d, 80), a5);
    a6 = madd(w, v128.load(d, 96), a6);
    a7 = madd(w, v128.load(d, 112), a7);
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to, a2, 32);
  v128.store(to, a3, 48);
  v128.store(to, a4, 64);
  v128.store(to, a5, 80);
  v128.store(to, a6, 96);
  v128.store(to, a7, 112);
}
