/**
 * Walks the runs of Parquet's hybrid of run lengths and bit packing, and refuses a run that is longer than the values
 * that are still to come: a decoder that trusts it would fill memory, or never end.
 *
 * @param bytes - where the runs are; those that the bytes end before are the decoder's to refuse.
 * @param width - bits per value, 0 to 32.
 * @param count - values to come.
 * @param wanted - the value to count.
 * @returns how many values equal `wanted`.
 */
export function checkRuns(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  wanted: number,
): number {
  if (width > 32) throw new Error(`values of ${width} bits`);
  let at = start;
  let seen = 0;
  let equal = 0;
  while (seen < count && at < bytes.length) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
      if (shift > 21) throw new Error('a run length of more than 28 bits');
    }
    const packed = header % 2 === 1;
    const length = packed ? (header >>> 1) * 8 : header >>> 1;
    // Writers fill up the last group of a run, some of them the last block.
    if (length > count - seen + 512)
      throw new Error(`a run of ${length} values where ${count - seen} are to come`);
    const taken = Math.min(length, count - seen);
    if (packed) {
      for (let index = 0; index < taken; index += 1)
        if (bitsAt(bytes, at, index * width, width) === wanted) equal += 1;
      at += (length / 8) * width;
    } else {
      const size = (width + 7) >> 3;
      if (bitsAt(bytes, at, 0, size * 8) === wanted) equal += taken;
      at += size;
    }
    seen += length;
  }
  return equal;
}

function bitsAt(bytes: Uint8Array, start: number, bit: number, width: number): number {
  let value = 0;
  for (let at = bit + width - 1; at >= bit; at -= 1)
    value = value * 2 + (((bytes[start + (at >> 3)] ?? 0) >> (at & 7)) & 1);
  return value;
}
