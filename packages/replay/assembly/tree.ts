// The tree of sums: src/sum-tree.ts.

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

/** Returns 1 if rounding has led a mass to a weight of 0, which the host then puts right. */
export function find(from: i32, to: i32): i32 {
  for (let draw = from; draw < to; draw++) store<u32>(slots + ((<usize>draw) << 2), 0);
  for (let level = levels - 2; level >= 0; level--) {
    const base = sums + ((<usize>load<u32>(offsets + ((<usize>level) << 2))) << 3);
    for (let draw = from; draw < to; draw++) {
      const slot = slots + ((<usize>draw) << 2);
      const mass = exact + ((<usize>draw) << 3);
      const child = load<u32>(slot) << 1;
      const y = load<f64>(mass);
      const left = load<f64>(base + ((<usize>child) << 3));
      const right = <u32>(y >= left);
      store<f64>(mass, y - left * <f64>right);
      store<u32>(slot, child + right);
    }
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
