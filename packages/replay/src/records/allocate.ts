/** Gives room for `count` numbers of `width` bytes, zeroed: the arguments of a typed array's constructor. */
export type Allocate = (width: number, count: number) => [ArrayBuffer | SharedArrayBuffer, number, number];

/** Gives each array a buffer of its own. */
export function allocateSeparately(width: number, count: number): [ArrayBuffer, number, number] {
  return [new ArrayBuffer(width * count), 0, count];
}

/** Gives each array a buffer of its own that threads can share. */
export function allocateShared(width: number, count: number): [SharedArrayBuffer, number, number] {
  return [new SharedArrayBuffer(width * count), 0, count];
}
