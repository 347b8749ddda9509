// The tree of sums: src/draws/sum-tree.ts.

import { exact, levels, maxima, nodes, offsets, slots, sums, weights } from './layout';

function sumBlock(block: usize): void {
  const leaf = weights + (block << 5);
  const low = v128.load(leaf);
  const high = v128.load(leaf, 16);
  const first = f64x2.add(
    f64x2.promote_low_f32x4(low),
    f64x2.promote_low_f32x4(v128.shuffle<f32>(low, low, 2, 3, 2, 3)),
  );
  const second = f64x2.add(
    f64x2.promote_low_f32x4(high),
    f64x2.promote_low_f32x4(v128.shuffle<f32>(high, high, 2, 3, 2, 3)),
  );
  const pairs = f64x2.add(first, second);
  store<f64>(sums + (block << 3), f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1));
  let largest = f32x4.pmax(low, high);
  largest = f32x4.pmax(largest, v128.shuffle<f32>(largest, largest, 2, 3, 2, 3));
  largest = f32x4.pmax(largest, v128.shuffle<f32>(largest, largest, 1, 1, 1, 1));
  store<f32>(maxima + (block << 2), f32x4.extract_lane(largest, 0));
}

export function update(changed: usize, count: i32): void {
  const list = nodes;
  let used: i32 = 0;
  let last: u32 = 0xffff_ffff;
  for (let at = 0; at < count; at++) {
    const block = load<u32>(changed + ((<usize>at) << 2)) >> 3;
    if (block == last) continue;
    last = block;
    store<u32>(list + ((<usize>used) << 2), block);
    used++;
    sumBlock(block);
  }
  for (let level = 1; level < levels; level++) {
    const children = <usize>load<u32>(offsets + ((<usize>(level - 1)) << 2));
    const offset = <usize>load<u32>(offsets + ((<usize>level) << 2));
    const before = used;
    used = 0;
    last = 0xffff_ffff;
    for (let at = 0; at < before; at++) {
      const node = load<u32>(list + ((<usize>at) << 2)) >> 1;
      if (node == last) continue;
      last = node;
      store<u32>(list + ((<usize>used) << 2), node);
      used++;
      const child = children + ((<usize>node) << 1);
      const sum = sums + (child << 3);
      store<f64>(sums + ((offset + <usize>node) << 3), load<f64>(sum) + load<f64>(sum, 8));
      const most = maxima + (child << 2);
      store<f32>(maxima + ((offset + <usize>node) << 2), max(load<f32>(most), load<f32>(most, 4)));
    }
  }
}

/** The sums of the left children of two nodes. */
function lefts(base: usize, nodes: v128): v128 {
  const one = base + ((<usize>i64x2.extract_lane(nodes, 0)) << 4);
  const other = base + ((<usize>i64x2.extract_lane(nodes, 1)) << 4);
  return v128.load64_lane(other, v128.load64_zero(one), 1);
}

/** Returns 1 if rounding has led a mass to a weight of 0, which the host then puts right. */
export function find(from: i32, to: i32): i32 {
  // Eight draws at a time, two to a vector, all the way down; past the end masses and slots are of no meaning.
  const bottom = levels - 2;
  for (let draw = from; draw < to; draw += 8) {
    const mass = exact + ((<usize>draw) << 3);
    let y0 = v128.load(mass);
    let y1 = v128.load(mass, 16);
    let y2 = v128.load(mass, 32);
    let y3 = v128.load(mass, 48);
    let i0 = i64x2.splat(0);
    let i1 = i64x2.splat(0);
    let i2 = i64x2.splat(0);
    let i3 = i64x2.splat(0);
    for (let level = bottom; level >= 0; level--) {
      const base = sums + ((<usize>load<u32>(offsets + ((<usize>level) << 2))) << 3);
      const left0 = lefts(base, i0);
      const left1 = lefts(base, i1);
      const left2 = lefts(base, i2);
      const left3 = lefts(base, i3);
      const right0 = f64x2.ge(y0, left0);
      const right1 = f64x2.ge(y1, left1);
      const right2 = f64x2.ge(y2, left2);
      const right3 = f64x2.ge(y3, left3);
      y0 = f64x2.sub(y0, v128.and(left0, right0));
      y1 = f64x2.sub(y1, v128.and(left1, right1));
      y2 = f64x2.sub(y2, v128.and(left2, right2));
      y3 = f64x2.sub(y3, v128.and(left3, right3));
      // A true comparison is -1.
      i0 = i64x2.sub(i64x2.shl(i0, 1), right0);
      i1 = i64x2.sub(i64x2.shl(i1, 1), right1);
      i2 = i64x2.sub(i64x2.shl(i2, 1), right2);
      i3 = i64x2.sub(i64x2.shl(i3, 1), right3);
    }
    v128.store(mass, y0);
    v128.store(mass, y1, 16);
    v128.store(mass, y2, 32);
    v128.store(mass, y3, 48);
    const at = slots + ((<usize>draw) << 2);
    v128.store(at, v128.shuffle<i32>(i0, i1, 0, 2, 4, 6));
    v128.store(at, v128.shuffle<i32>(i2, i3, 0, 2, 4, 6), 16);
  }
  let zeros: i32 = 0;
  for (let draw = from; draw < to; draw++) {
    const at = slots + ((<usize>draw) << 2);
    const leaf = load<u32>(at) << 3;
    const y = load<f64>(exact + ((<usize>draw) << 3));
    const w = weights + ((<usize>leaf) << 2);
    const c1 = <f64>load<f32>(w);
    const c2 = c1 + <f64>load<f32>(w, 4);
    const c3 = c2 + <f64>load<f32>(w, 8);
    const c4 = c3 + <f64>load<f32>(w, 12);
    const c5 = c4 + <f64>load<f32>(w, 16);
    const c6 = c5 + <f64>load<f32>(w, 20);
    const c7 = c6 + <f64>load<f32>(w, 24);
    const slot =
      leaf +
      <u32>(y >= c1) +
      <u32>(y >= c2) +
      <u32>(y >= c3) +
      <u32>(y >= c4) +
      <u32>(y >= c5) +
      <u32>(y >= c6) +
      <u32>(y >= c7);
    store<u32>(at, slot);
    zeros |= <i32>(load<f32>(weights + ((<usize>slot) << 2)) == 0);
  }
  return zeros;
}
