/**
 * Walks Parquet's delta binary packing, and refuses blocks of a shape that no writer makes: a decoder that trusts them
 * may never end.
 *
 * @returns the index after it.
 */
export function checkDelta(bytes: Uint8Array, start: number, count: number): number {
  let at = start;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      if (at >= bytes.length) throw new Error('deltas that end early');
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new Error('a number of more than 70 bits');
  };
  const blockSize = varint();
  const miniblocks = varint();
  const perMiniblock = blockSize / miniblocks;
  if (
    !(blockSize > 0 && blockSize <= 2 ** 20 && miniblocks > 0 && perMiniblock >= 8 && perMiniblock % 8 === 0)
  )
    throw new Error(`blocks of ${blockSize} deltas in ${miniblocks} parts`);
  const total = varint();
  if (total > count) throw new Error(`${total} deltas where ${count} values are to come`);
  varint();
  for (let seen = 1; seen < total; ) {
    varint();
    const widths = at;
    at += miniblocks;
    for (let part = 0; part < miniblocks && seen < total; part += 1) {
      const width = bytes[widths + part] ?? 0;
      if (width > 64) throw new Error(`deltas of ${width} bits`);
      at += (perMiniblock * width) / 8;
      seen += perMiniblock;
    }
    if (at > bytes.length) throw new Error('deltas that end early');
  }
  return at;
}
