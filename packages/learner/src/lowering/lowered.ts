/** A complete bipartite piece: every source of a run of slots feeds every target of a run of slots. */
export type DenseBlock = {
  readonly kind: 'dense';
  readonly source: number;
  readonly sources: number;
  readonly target: number;
  readonly targets: number;
  /** Index of its first weight; weights lie `[sources, stride]`. */
  readonly weights: number;
  /** Targets, and room for more of them, up to whole vectors of four. */
  readonly stride: number;
  /** Whether these are the first terms of the targets' sums. */
  readonly first: boolean;
};

/** Edges one by one into a run of slots; weights lie by target, in the order of the sums. */
export type EdgeBlock = {
  readonly kind: 'edges';
  readonly target: number;
  readonly targets: number;
  readonly weights: number;
  /** `[targets]`, the slots of each target's sources. */
  readonly sourceSlots: readonly Int32Array[];
  readonly first: boolean;
};

/** A run of slots of equal depth and activation. */
export type Band = {
  readonly start: number;
  readonly end: number;
  /** Index in `ACTIVATIONS`. */
  readonly activation: number;
  readonly output: boolean;
  /** What flows into the band, in the order of the sums. */
  readonly blocks: readonly (DenseBlock | EdgeBlock)[];
  /** Runs of slots with a bias. */
  readonly biased: readonly { readonly start: number; readonly end: number }[];
};

/** A graph cut into what the kernels can run. */
export type Lowered = {
  readonly slots: number;
  readonly inputs: number;
  readonly outputs: number;
  /** ≥ `outputs`: how many there can be before the arrangement has to change; their slots come last. */
  readonly outputCapacity: number;
  /** `[nodes]` */
  readonly slotOf: Int32Array;
  readonly bands: readonly Band[];
  /** `[edges]`, where each edge's weight lies among the parameters. */
  readonly edgeParameter: Int32Array;
  /** Where the bias of slot 0 would lie; slot s's is at `biases + s`. */
  readonly biases: number;
  /** Parameters with all padding and room, a multiple of four. */
  readonly parameters: number;
};
