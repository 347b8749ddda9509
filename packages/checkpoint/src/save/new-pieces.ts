/** A piece that is to be written. */
export type NewPiece = {
  readonly hash: string;
  readonly data: Uint8Array;
};

/** Puts pieces together until they fill a chunk, and begins another. */
export async function* grouped(
  pieces: AsyncIterable<NewPiece>,
  chunkBytes: number,
): AsyncGenerator<readonly NewPiece[]> {
  let group: NewPiece[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    if (bytes + piece.data.length > chunkBytes && group.length > 0) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(piece);
    bytes += piece.data.length;
  }
  if (group.length > 0) yield group;
}

/** Joins pieces that follow one another in memory, so that they are written in one go. */
export function runs(pieces: readonly NewPiece[]): Uint8Array[] {
  const joined: Uint8Array[] = [];
  for (const { data } of pieces) {
    const last = joined.at(-1);
    if (last?.buffer === data.buffer && last.byteOffset + last.length === data.byteOffset) {
      joined[joined.length - 1] = new Uint8Array(data.buffer, last.byteOffset, last.length + data.length);
    } else joined.push(data);
  }
  return joined;
}
