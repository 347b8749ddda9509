// Random numbers (xoroshiro128+, Blackman and Vigna 2018) and what is drawn with them.

import { exact, seen, slots, weights, words } from './layout';

function next(): u32 {
  const at = words;
  const s01 = load<u32>(at);
  const s00 = load<u32>(at, 4);
  const s11 = load<u32>(at, 8);
  const s10 = load<u32>(at, 12);
  const a0 = s10 ^ s00;
  const a1 = s11 ^ s01;
  store<u32>(at, (s01 << 24) ^ (s00 >> 8) ^ a1 ^ ((a1 << 16) | (a0 >> 16)));
  store<u32>(at, (s00 << 24) ^ (s01 >> 8) ^ a0 ^ (a0 << 16), 4);
  store<u32>(at, (a0 << 5) ^ (a1 >> 27), 8);
  store<u32>(at, (a1 << 5) ^ (a0 >> 27), 12);
  return s00 + s10;
}

function below(bound: u32): u32 {
  // One value only: the width of its bucket, 2^32, is no u32.
  if (bound == 1) {
    next();
    return 0;
  }
  const width = <u32>(0x1_0000_0000 / <u64>bound);
  let value = next() / width;
  while (value >= bound) value = next() / width;
  return value;
}

export function drawUniform(from: i32, to: i32, size: u32): void {
  if (size == 1) {
    for (let at = from; at < to; at++) store<u32>(slots + ((<usize>at) << 2), below(1));
    return;
  }
  const width = <u32>(0x1_0000_0000 / <u64>size);
  for (let at = from; at < to; at++) {
    let value = next() / width;
    while (value >= size) value = next() / width;
    store<u32>(slots + ((<usize>at) << 2), value);
  }
}

export function drawSubset(from: i32, to: i32, size: u32, mask: u32): void {
  const table = seen;
  memory.fill(table, 0xff, (<usize>mask + 1) << 2);
  let bound = size - <u32>(to - from) + 1;
  for (let at = from; at < to; at++, bound++) {
    let slot = below(bound);
    let probe = (slot * 0x9e37_79b1) & mask;
    for (;;) {
      const found = load<u32>(table + ((<usize>probe) << 2));
      if (found == 0xffff_ffff) break;
      if (found == slot) {
        slot = bound - 1;
        probe = (slot * 0x9e37_79b1) & mask;
      } else probe = (probe + 1) & mask;
    }
    store<u32>(table + ((<usize>probe) << 2), slot);
    store<u32>(slots + ((<usize>at) << 2), slot);
  }
}

export function drawStrata(from: i32, to: i32, step: f64): void {
  for (let at = from; at < to; at++)
    store<f64>(exact + ((<usize>at) << 3), (<f64>(at - from) + <f64>next() * 2.3283064365386963e-10) * step);
}

export function drawMasses(from: i32, to: i32, total: f64): void {
  for (let at = from; at < to; at++)
    store<f64>(exact + ((<usize>at) << 3), <f64>next() * 2.3283064365386963e-10 * total);
}

export function addTree(scale: f64, count: i32): void {
  for (let at = 0; at < count; at++) {
    const to = exact + ((<usize>at) << 3);
    const slot = load<u32>(slots + ((<usize>at) << 2));
    store<f64>(to, load<f64>(to) + <f64>load<f32>(weights + ((<usize>slot) << 2)) * scale);
  }
}

export function addEach(each: f64, count: i32): void {
  for (let at = 0; at < count; at++) {
    const to = exact + ((<usize>at) << 3);
    store<f64>(to, load<f64>(to) + each);
  }
}
