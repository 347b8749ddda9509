import { OPERATION, SLOT, START } from '../kernels/codes.js';
import type { Band, DenseBlock, EdgeBlock, Lowered } from './lowered.js';

/** Addresses of the arrays that instructions point into. */
export type Places = {
  readonly activations: number;
  readonly deltas: number;
  readonly weights: number;
  readonly gradients: number;
  readonly panels: number;
};

/** Tables of single edges, to be copied to where their addresses say. */
export type EdgeTables = {
  readonly words: Uint32Array;
  /** Address of the table of the edges into the targets of each block. */
  readonly byTarget: ReadonlyMap<EdgeBlock, number>;
  /** `[bands]`, address of the table of the edges out of the band; −1 where none is needed. */
  readonly bySource: readonly number[];
};

/** Instructions, and the addresses at which the kernels begin. */
export type Program = {
  readonly words: Uint32Array;
  readonly forward: number;
  readonly backward: number;
  /** The part of `backward` that turns values and derivatives into gradients of parameters. */
  readonly sensitivity: number;
};

/** Writes the tables of the single edges, which will lie at the address `at`. */
export function emitTables(lowered: Lowered, places: Places, at: number): EdgeTables {
  const words: number[] = [];
  const address = (): number => at + words.length * 4;
  const byTarget = new Map<EdgeBlock, number>();
  const outgoing: { weight: number; target: number }[][] = Array.from({ length: lowered.slots }, () => []);
  for (const block of allBlocks(lowered)) {
    if (block.kind !== 'edges') continue;
    byTarget.set(block, address());
    let weight = block.weights;
    for (const [target, sources] of block.sourceSlots.entries()) {
      words.push(sources.length);
      for (const source of sources) {
        words.push(places.activations + source * SLOT);
        outgoing[source]!.push({ weight, target: block.target + target });
        weight += 1;
      }
    }
  }
  // Where dense blocks do not already start the sums of a whole band, a table does, though it may hold no edge.
  const bySource = lowered.bands.map(({ start, end, output }) => {
    const [block] = denseFrom(lowered, start, end);
    const whole = block?.source === start && block.sources === end - start;
    if (output || (whole && outgoing.slice(start, end).every(({ length }) => length === 0))) return -1;
    const table = address();
    for (const edges of outgoing.slice(start, end)) {
      words.push(edges.length);
      for (const { weight, target } of edges)
        words.push(places.weights + weight * 4, places.deltas + target * SLOT);
    }
    return table;
  });

  return { words: Uint32Array.from(words), byTarget, bySource };
}

/** Writes the instructions that run a lowered graph forward, and backward down to the gradients; they will lie at `at`. */
export function emitProgram(lowered: Lowered, places: Places, tables: EdgeTables, at: number): Program {
  const { activations, deltas, weights, gradients, panels } = places;
  const { byTarget, bySource } = tables;
  const words: number[] = [];
  const address = (): number => at + words.length * 4;
  const value = (slot: number): number => activations + slot * SLOT;
  const delta = (slot: number): number => deltas + slot * SLOT;
  const bias = (slot: number): number => weights + (lowered.biases + slot) * 4;

  const forward = address();
  for (const { start, end, activation, blocks } of lowered.bands) {
    for (const block of blocks) {
      const { target, targets, first } = block;
      const opening = first ? bias(target) : START.ADD;
      const weight = weights + block.weights * 4;
      if (block.kind === 'dense') {
        const { source, sources, stride } = block;
        words.push(
          OPERATION.PRODUCT,
          value(source),
          value(target),
          weight,
          sources,
          targets,
          stride * 4,
          opening,
        );
      } else
        words.push(OPERATION.EDGES_FORWARD, byTarget.get(block)!, value(target), weight, targets, opening);
    }
    words.push(OPERATION.ACTIVATE, value(start), end - start, activation);
  }
  words.push(OPERATION.END);

  const backward = address();
  for (let index = lowered.bands.length - 1; index >= 0; index -= 1) {
    const band = lowered.bands[index]!;
    const { start, end, activation, output } = band;
    if (!output) {
      const table = bySource[index]!;
      if (table >= 0) words.push(OPERATION.EDGES_BACKWARD, table, delta(start), end - start, START.ZERO);
      let opening = table >= 0 ? START.ADD : START.ZERO;
      for (const block of denseFrom(lowered, start, end)) {
        const { source, sources, target, targets, stride } = block;
        const weight = weights + block.weights * 4;
        words.push(
          OPERATION.PRODUCT_BACK,
          delta(target),
          delta(source),
          weight,
          targets,
          sources,
          stride * 4,
          opening,
        );
        opening = START.ADD;
      }
      words.push(OPERATION.DEACTIVATE, value(start), delta(start), end - start, activation);
    }
    gradientsOf(band);
  }
  words.push(OPERATION.END);

  const sensitivity = address();
  for (const band of lowered.bands) gradientsOf(band);
  words.push(OPERATION.END);
  return { words: Uint32Array.from(words), forward, backward, sensitivity };

  function gradientsOf(band: Band): void {
    let inPanels = -1;
    for (const block of band.blocks) {
      const { target, targets } = block;
      const gradient = gradients + block.weights * 4;
      if (block.kind === 'dense') {
        const { source, sources, stride } = block;
        if (inPanels !== target) words.push(OPERATION.PANELS, delta(target), panels, targets);
        inPanels = target;
        words.push(OPERATION.OUTER_PRODUCT, value(source), panels, gradient, sources, targets, stride * 4);
      } else words.push(OPERATION.EDGES_GRADIENT, byTarget.get(block)!, delta(target), gradient, targets);
    }
    for (const { start: from, end: to } of band.biased)
      words.push(OPERATION.BIAS_GRADIENT, delta(from), gradients + (lowered.biases + from) * 4, to - from);
  }
}

function allBlocks({ bands }: Lowered): (DenseBlock | EdgeBlock)[] {
  return bands.flatMap(({ blocks }) => blocks);
}

function denseFrom(lowered: Lowered, start: number, end: number): DenseBlock[] {
  return allBlocks(lowered).filter(
    (block): block is DenseBlock => block.kind === 'dense' && block.source >= start && block.source < end,
  );
}
