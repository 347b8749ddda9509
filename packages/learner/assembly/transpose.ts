import { SLOT } from './layout';

/** Rows `[rows, width]` to slots `[width][32]`; lanes beyond the last row, up to whole vectors, become 0. */
export function rowsToSlots(from: usize, to: usize, rows: i32, width: i32): void {
  const bytes = (<usize>width) << 2;
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row += 4, to += 16) {
    const r0 = from + <usize>row * bytes;
    const r1 = r0 + bytes;
    const r2 = r1 + bytes;
    const r3 = r2 + bytes;
    const left = rows - row;
    let slot = to;
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16, slot += 4 * SLOT) {
      const a = v128.load(r0 + at);
      const b = left > 1 ? v128.load(r1 + at) : zero;
      const c = left > 2 ? v128.load(r2 + at) : zero;
      const d = left > 3 ? v128.load(r3 + at) : zero;
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(slot, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
      v128.store(slot, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), SLOT);
      v128.store(slot, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), 2 * SLOT);
      v128.store(slot, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7), 3 * SLOT);
    }
    for (; at < bytes; at += 4, slot += SLOT) {
      store<f32>(slot, load<f32>(r0 + at));
      store<f32>(slot, left > 1 ? load<f32>(r1 + at) : 0, 4);
      store<f32>(slot, left > 2 ? load<f32>(r2 + at) : 0, 8);
      store<f32>(slot, left > 3 ? load<f32>(r3 + at) : 0, 12);
    }
  }
}

/** Slots `[width][32]` to rows `[rows, width]`. */
export function slotsToRows(from: usize, to: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row += 1) {
    let slot = from + ((<usize>row) << 2);
    for (let at = 0; at < width; at += 1, slot += SLOT, to += 4) store<f32>(to, load<f32>(slot));
  }
}

/**
 * Slots `[count][32]` to panels `[ceil(count / 16)][32][16]`: per row of the batch, 16 neurons side by side, one cache
 * line. Neurons beyond `count`, up to whole vectors, become 0.
 */
export function slotsToPanels(from: usize, to: usize, count: i32, vectors: i32): void {
  const zero = f32x4.splat(0);
  let neuron = 0;
  for (; neuron + 4 <= count; neuron += 4) {
    let slot = from + <usize>neuron * SLOT;
    let panel = to + panelAt(neuron);
    for (const end = slot + ((<usize>vectors) << 4); slot < end; slot += 16, panel += 256)
      turn(
        v128.load(slot),
        v128.load(slot, SLOT),
        v128.load(slot, 2 * SLOT),
        v128.load(slot, 3 * SLOT),
        panel,
      );
  }
  if (neuron == count) return;
  const left = count - neuron;
  let slot = from + <usize>neuron * SLOT;
  let panel = to + panelAt(neuron);
  for (const end = slot + ((<usize>vectors) << 4); slot < end; slot += 16, panel += 256)
    turn(
      v128.load(slot),
      left > 1 ? v128.load(slot, SLOT) : zero,
      left > 2 ? v128.load(slot, 2 * SLOT) : zero,
      zero,
      panel,
    );
}

function panelAt(neuron: i32): usize {
  return ((<usize>(neuron >> 4)) << 11) + ((<usize>(neuron & 15)) << 2);
}

/** Four neurons of four rows to four lines of a panel. */
function turn(a: v128, b: v128, c: v128, d: v128, panel: usize): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(panel, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(panel, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 64);
  v128.store(panel, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), 128);
  v128.store(panel, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7), 192);
}
