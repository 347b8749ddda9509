/** How large a chunk gets, unless the caller says otherwise. Of 1, 2 and 4 MiB the fastest for large and for small saves. */
export const DEFAULT_CHUNK_BYTES: number = 2 * 1024 * 1024;

/**
 * Returns the size of the piece of an array that begins at a byte: a 32nd of a chunk, so that a small change costs little;
 * further on twice that and so on, up to half a chunk, so that a manifest need not list thousands of pieces. An array that
 * grows keeps the pieces that it had.
 *
 * @returns with the usual chunks 64 KiB before byte 8 Mi, doubling there and at 16, 32 and 64 Mi, from where it is 1 MiB.
 */
export function pieceSize(at: number, chunkBytes: number = DEFAULT_CHUNK_BYTES): number {
  const most = Math.max(1, Math.floor(chunkBytes / 2));
  let size = Math.max(1, Math.floor(chunkBytes / 32));
  while (at >= size * 128 && size * 2 <= most) size *= 2;
  return size;
}
