/** Room for the rows of one batch while they are drawn. */
export type DrawRoom = {
  readonly slots: Int32Array;
  readonly exact: Float64Array;
  /** A set of slots, at most half full. */
  readonly seen: Int32Array;
};

/** Allocates room for `count` rows. */
export function createRoom(count: number): DrawRoom {
  return {
    slots: new Int32Array(count),
    exact: new Float64Array(count),
    seen: new Int32Array(seenSize(count)),
  };
}

/** Entries of a set of `count` slots, at most half full. */
export function seenSize(count: number): number {
  let size = 8;
  while (size < count * 2) size *= 2;
  return size;
}
