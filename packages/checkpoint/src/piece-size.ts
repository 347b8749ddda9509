/** How large a chunk gets, unless the caller says otherwise. Of 1, 2 and 4 MiB the fastest for large and for small saves. */
export const defaultChunkBytes: number = 2 * 1024 * 1024;

/**
 * Gives the size of the pieces that an array is cut into: a 32nd of a chunk, so that a small change costs little; for long
 * arrays twice that and so on, up to half a chunk, so that a manifest need not list thousands of pieces.
 *
 * @returns with the usual chunks 64 KiB up to 8 MiB, and 1 MiB from 64 MiB on.
 */
export function pieceSize(arrayBytes: number, chunkBytes: number = defaultChunkBytes): number {
  const most = Math.max(1, Math.floor(chunkBytes / 2));
  let size = Math.max(1, Math.floor(chunkBytes / 32));
  while (size * 128 < arrayBytes && size * 2 <= most) size *= 2;
  return size;
}
