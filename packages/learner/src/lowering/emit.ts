import type { Band, DenseBlock, EdgeBlock, Lowered } from './lowered.js';

/** Operations of the kernels' instructions; assembly/instructions.ts says the same. */
const END = 0;
const PRODUCT = 1;
const EDGES_FORWARD = 2;
const ACTIVATE = 3;
const EDGES_BACKWARD = 4;
const DEACTIVATE = 5;
const PANELS = 6;
const OUTER_PRODUCT = 7;
const EDGES_GRADIENT = 8;
const BIAS_GRADIENT = 9;
const PRODUCT_BACK = 10;

const ADD = 0;
const ZERO = 1;
const SLOT = 128;

/** Addresses of the arrays that instructions point into. */
export type Places = {
  readonly activations: number;
  readonly deltas: number;
  readonly weights: number;
  readonly gradients: number;
  readonly panels: number;
  /** Where the tables themselves will lie. */
  readonly tables: number;
};

/** Instructions and edge tables in one array, to be copied to `places.tables`. */
export type Program = {
  readonly words: Uint32Array;
  readonly forward: number;
  readonly backward: number;
  /** The part of `backward` that turns values and derivatives into gradients of parameters. */
  readonly sensitivity: number;
};

/** Number of words that `emit` will write. */
export function programWords(lowered: Lowered): number {
  return emit(lowered, { activations: 0, deltas: 0, weights: 0, gradients: 0, panels: 0, tables: 0 }).words
    .length;
}

/** Writes the instructions that run a lowered graph forward, and backward down to the gradients. */
export function emit(lowered: Lowered, places: Places): Program {
  const { activations, deltas, weights, gradients, panels, tables } = places;
  const words: number[] = [];
  const address = (index: number): number => tables + index * 4;
  const value = (slot: number): number => activations + slot * SLOT;
  const delta = (slot: number): number => deltas + slot * SLOT;
  const bias = (slot: number): number => weights + (lowered.biases + slot) * 4;

  const byTarget = new Map<EdgeBlock, number>();
  const outgoing: { weight: number; target: number }[][] = Array.from({ length: lowered.slots }, () => []);
  for (const block of allBlocks(lowered)) {
    if (block.kind !== 'edges') continue;
    byTarget.set(block, address(words.length));
    let weight = block.weights;
    for (const [at, sources] of block.sourceSlots.entries()) {
      words.push(sources.length);
      for (const source of sources) {
        words.push(value(source));
        outgoing[source]!.push({ weight, target: block.target + at });
        weight += 1;
      }
    }
  }
  // Where dense blocks do not already start the sums of a whole band, a table does, though it may hold no edge.
  const bySource = lowered.bands.map(({ start, end, output }) => {
    const [first] = denseFrom(lowered, start, end);
    const whole = first?.source === start && first.sources === end - start;
    if (output || (whole && outgoing.slice(start, end).every(({ length }) => length === 0))) return -1;
    const at = address(words.length);
    for (const edges of outgoing.slice(start, end)) {
      words.push(edges.length);
      for (const { weight, target } of edges) words.push(weights + weight * 4, delta(target));
    }
    return at;
  });

  const forward = address(words.length);
  for (const { start, end, activation, blocks } of lowered.bands) {
    for (const block of blocks) {
      const { target, targets, first } = block;
      const opening = first ? bias(target) : ADD;
      const weight = weights + block.weights * 4;
      if (block.kind === 'dense') {
        const { source, sources, stride } = block;
        words.push(PRODUCT, value(source), value(target), weight, sources, targets, stride * 4, opening);
      } else words.push(EDGES_FORWARD, byTarget.get(block)!, value(target), weight, targets, opening);
    }
    words.push(ACTIVATE, value(start), end - start, activation);
  }
  words.push(END);

  const backward = address(words.length);
  for (let at = lowered.bands.length - 1; at >= 0; at -= 1) {
    const band = lowered.bands[at]!;
    const { start, end, activation, output } = band;
    if (!output) {
      const table = bySource[at]!;
      if (table >= 0) words.push(EDGES_BACKWARD, table, delta(start), end - start, ZERO);
      let opening = table >= 0 ? ADD : ZERO;
      for (const block of denseFrom(lowered, start, end)) {
        const { source, sources, target, targets, weights: first, stride } = block;
        const weight = weights + first * 4;
        words.push(PRODUCT_BACK, delta(target), delta(source), weight, targets, sources, stride * 4, opening);
        opening = ADD;
      }
      words.push(DEACTIVATE, value(start), delta(start), end - start, activation);
    }
    gradientsOf(band);
  }
  words.push(END);

  const sensitivity = address(words.length);
  for (const band of lowered.bands) gradientsOf(band);
  words.push(END);
  return { words: Uint32Array.from(words), forward, backward, sensitivity };

  function gradientsOf(band: Band): void {
    let inPanels = -1;
    for (const block of band.blocks) {
      const { target, targets } = block;
      const gradient = gradients + block.weights * 4;
      if (block.kind === 'dense') {
        const { source, sources, stride } = block;
        if (inPanels !== target) words.push(PANELS, delta(target), panels, targets);
        inPanels = target;
        words.push(OUTER_PRODUCT, value(source), panels, gradient, sources, targets, stride * 4);
      } else words.push(EDGES_GRADIENT, byTarget.get(block)!, delta(target), gradient, targets);
    }
    for (const { start: from, end: to } of band.biased)
      words.push(BIAS_GRADIENT, delta(from), gradients + (lowered.biases + from) * 4, to - from);
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
