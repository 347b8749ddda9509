/** Plain data: survives `structuredClone`, a worker's boundary and a checkpoint. */
export type StateTree = {
  readonly [key: string]: StateLeaf | StateTree | readonly StateTree[];
};

/** What a state tree ends in. */
export type StateLeaf = string | number | boolean | null | Int32Array | Float64Array | Uint8Array;
