// Inputs that are mostly 0, as one-hot codes are: the first layer goes over the values that are not, row by row. A term
// that is left out is 0 and comes to the same sum in the same order, so the bits are those of the dense kernels.

import { INPUT_LISTS, INPUT_WIDTH, INPUTS, integer, pointer, SLOT, ZERO } from './layout';
import { madd } from './math';
import { rowsToSlots } from './transpose';

/** Address of the inputs of the block's first row. */
let block: usize = 0;

/**
 * Lists the inputs that are not 0 of each row of a block: per row their number, then their indices.
 *
 * @returns whether they are few enough for the kernels here to be faster.
 */
export function listInputs(from: i32, rows: i32): bool {
  const width = integer(INPUT_WIDTH);
  block = pointer(INPUTS) + ((<usize>(from * width)) << 2);
  let lists = pointer(INPUT_LISTS);
  let left = (rows * width) >> 1;
  let at = block;
  const zero = f32x4.splat(0);
  // Rows are alike: one look at the first spares most dense blocks the listing.
  let some = 0;
  for (let index = 0; index < width; index += 1) some += i32(load<f32>(at + ((<usize>index) << 2)) != 0);
  if (some << 1 > width) return false;
  for (let row = 0; row < rows; row += 1) {
    let to = lists + 4;
    let index = 0;
    for (; index + 4 <= width; index += 4, at += 16) {
      let mask = i32x4.bitmask(f32x4.ne(v128.load(at), zero));
      for (; mask != 0; mask &= mask - 1, to += 4) store<u32>(to, index + ctz(mask));
    }
    for (; index < width; index += 1, at += 4) {
      if (load<f32>(at) == 0) continue;
      store<u32>(to, index);
      to += 4;
    }
    const count = <i32>((to - lists) >> 2) - 1;
    store<u32>(lists, count);
    left -= count;
    if (left < 0) return false;
    lists += (<usize>(width + 1)) << 2;
  }
  return true;
}

/** As `product` over all inputs, for whole sums; `rowBuffer` has room for `[rows, targets]` and a vector more. */
export function rowsForward(
  to: usize,
  weights: usize,
  targets: i32,
  step: usize,
  start: usize,
  rows: i32,
  rowBuffer: usize,
): void {
  const width = (<usize>integer(INPUT_WIDTH)) << 2;
  let lists = pointer(INPUT_LISTS);
  let inputs = block;
  let row = rowBuffer;
  const bytes = (<usize>targets) << 2;
  for (let at = 0; at < rows; at += 1) {
    const end = lists + 4 + ((<usize>load<u32>(lists)) << 2);
    let done: usize = 0;
    // What a row writes behind its last target, the next row overwrites.
    for (; done + 112 < bytes; done += 128)
      sum32(lists + 4, end, inputs, weights + done, step, start == ZERO ? ZERO : start + done, row + done);
    for (; done < bytes; done += 16) {
      let sum = start == ZERO ? f32x4.splat(0) : v128.load(start + done);
      for (let entry = lists + 4; entry < end; entry += 4) {
        const index = <usize>load<u32>(entry);
        sum = madd(
          v128.load_splat<f32>(inputs + (index << 2)),
          v128.load(weights + done + index * step),
          sum,
        );
      }
      v128.store(row + done, sum);
    }
    lists += width + 4;
    inputs += width;
    row += bytes;
  }
  rowsToSlots(rowBuffer, to, rows, targets);
}

function sum32(
  entry: usize,
  end: usize,
  inputs: usize,
  weights: usize,
  step: usize,
  start: usize,
  to: usize,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let a4 = a0;
  let a5 = a0;
  let a6 = a0;
  let a7 = a0;
  if (start != ZERO) {
    a0 = v128.load(start);
    a1 = v128.load(start, 16);
    a2 = v128.load(start, 32);
    a3 = v128.load(start, 48);
    a4 = v128.load(start, 64);
    a5 = v128.load(start, 80);
    a6 = v128.load(start, 96);
    a7 = v128.load(start, 112);
  }
  for (; entry < end; entry += 4) {
    const index = <usize>load<u32>(entry);
    const x = v128.load_splat<f32>(inputs + (index << 2));
    const w = weights + index * step;
    a0 = madd(x, v128.load(w), a0);
    a1 = madd(x, v128.load(w, 16), a1);
    a2 = madd(x, v128.load(w, 32), a2);
    a3 = madd(x, v128.load(w, 48), a3);
    // Never taken; see `gather32`.
    if (w == 0) {
      v128.store(to, a0);
      v128.store(to, a1, 16);
      v128.store(to, a2, 32);
      v128.store(to, a3, 48);
    }
    a4 = madd(x, v128.load(w, 64), a4);
    a5 = madd(x, v128.load(w, 80), a5);
    a6 = madd(x, v128.load(w, 96), a6);
    a7 = madd(x, v128.load(w, 112), a7);
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

/** As `outerProduct` over all inputs; their values are taken from the slots at `from`. */
export function rowsOuterProduct(
  from: usize,
  panels: usize,
  gradient: usize,
  targets: i32,
  step: usize,
  rows: i32,
  first: bool,
): void {
  const width = integer(INPUT_WIDTH);
  if (first) memory.fill(gradient, 0, <usize>width * step);
  let lists = pointer(INPUT_LISTS);
  const vectors = (targets + 3) >> 2;
  for (let row = 0; row < rows; row += 1, from += 4, panels += 64) {
    const end = lists + 4 + ((<usize>load<u32>(lists)) << 2);
    for (let entry = lists + 4; entry < end; entry += 4) {
      const index = <usize>load<u32>(entry);
      const x = v128.load_splat<f32>(from + index * SLOT);
      let g = gradient + index * step;
      let d = panels;
      let vector = vectors;
      for (; vector >= 4; vector -= 4, g += 64, d += 2048) {
        v128.store(g, madd(x, v128.load(d), v128.load(g)));
        v128.store(g, madd(x, v128.load(d, 16), v128.load(g, 16)), 16);
        v128.store(g, madd(x, v128.load(d, 32), v128.load(g, 32)), 32);
        v128.store(g, madd(x, v128.load(d, 48), v128.load(g, 48)), 48);
      }
      for (; vector > 0; vector -= 1, g += 16, d += 16) v128.store(g, madd(x, v128.load(d), v128.load(g)));
    }
    lists += (<usize>(width + 1)) << 2;
  }
}
