// Copying of records into columns.

import { records, slots, stride } from './layout';

/** What the touch pass has read, so that it is not optimised away. */
export let touched: u32 = 0;

/**
 * Copies rows `from` to `to` of the batch into columns. The fields are triples of words: first byte in the record,
 * bytes, address of the column, which may be written to up to 15 bytes past its end.
 */
export function gather(from: i32, to: i32, fields: usize, fieldCount: i32, touch: i32): void {
  if (touch) {
    // One read for each cache line of all the rows to come: the latencies overlap. First the first lines of all rows:
    // most rows are on pages of their own, whose addresses have to be found first.
    let sum: u32 = 0;
    for (let byte: usize = 0; byte < stride; byte += 64)
      for (let at = from; at < to; at++)
        sum += load<u8>(records + <usize>load<u32>(slots + ((<usize>at) << 2)) * stride + byte);
    for (let at = from; at < to; at++)
      sum += load<u8>(records + <usize>load<u32>(slots + ((<usize>at) << 2)) * stride + stride - 1);
    touched = sum;
  }
  for (let field = 0; field < fieldCount; field++) {
    const description = fields + <usize>field * 12;
    const base = records + <usize>load<u32>(description);
    const bytes = <usize>load<u32>(description, 4);
    let target = <usize>load<u32>(description, 8);
    if (bytes == 4) {
      for (let at = from; at < to; at++, target += 4)
        store<u32>(target, load<u32>(base + <usize>load<u32>(slots + ((<usize>at) << 2)) * stride));
    } else if (bytes == 1) {
      for (let at = from; at < to; at++, target++)
        store<u8>(target, load<u8>(base + <usize>load<u32>(slots + ((<usize>at) << 2)) * stride));
    } else if (bytes == 2) {
      for (let at = from; at < to; at++, target += 2)
        store<u16>(target, load<u16>(base + <usize>load<u32>(slots + ((<usize>at) << 2)) * stride));
    } else if (bytes == 8) {
      for (let at = from; at < to; at++, target += 8)
        store<u64>(target, load<u64>(base + <usize>load<u32>(slots + ((<usize>at) << 2)) * stride));
    } else {
      // In steps of 16 bytes: what is written past a row's end is the next row's, which is written after it.
      for (let at = from; at < to; at++, target += bytes) {
        const source = base + <usize>load<u32>(slots + ((<usize>at) << 2)) * stride;
        for (let byte: usize = 0; byte < bytes; byte += 16)
          v128.store(target + byte, v128.load(source + byte));
      }
    }
  }
}

/** Counts the rows drawn, up to 65,535. */
export function count(timesDrawn: usize, rows: i32): void {
  for (let at = 0; at < rows; at++) {
    const times = timesDrawn + ((<usize>load<u32>(slots + ((<usize>at) << 2))) << 1);
    const before = load<u16>(times);
    store<u16>(times, <u16>(before + <u16>(before < 65535)));
  }
}
