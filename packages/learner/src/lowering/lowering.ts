import { ACTIVATIONS } from '../graph/activation.js';
import type { Graph } from '../graph/graph.js';
import { type Arrangement, arrangeNodes, compareLists } from './arrange-nodes.js';
import type { Band, DenseBlock, EdgeBlock, Lowered } from './lowered.js';

/** From here on a complete piece is cheaper as a matrix; few targets would leave its vectors half empty. */
const DENSE_SOURCES = 8;
const DENSE_TARGETS = 4;
const DENSE_EDGES = 64;

/** A stretch of a list of sources. */
type Piece = { readonly start: number; end: number; readonly dense: boolean };

/**
 * Cuts a graph into topologically ordered bands, and what flows into each into dense blocks and single edges.
 *
 * The terms of a neuron's sum always come in the order of `birth` of its sources, whichever way the graph is cut. Neurons
 * that are added later come last, so adding one with weight 0 moves no bit of any sum.
 */
export class Lowering {
  readonly #graph: Graph;
  readonly #arrangement: Arrangement;
  readonly #outputCapacity: number;
  /** `[nodes]`, where the weight of each source lies, in the order of the node's sum. */
  readonly #weightOf: (Int32Array | undefined)[];
  /** Number of parameters placed so far. */
  #parameters = 0;
  /** How many outputs there is room for behind those that exist. */
  #room = 0;

  /**
   * @param birth - `[nodes]`, a number per node, all different.
   * @param outputCapacity - how many outputs to leave room for, where they are a complete layer.
   */
  constructor(graph: Graph, birth: Int32Array, outputCapacity: number) {
    this.#graph = graph;
    this.#arrangement = arrangeNodes(graph, birth);
    this.#outputCapacity = outputCapacity;
    this.#weightOf = new Array(graph.nodes.length);
  }

  lower(): Lowered {
    const { order, slotOf, bandStarts } = this.#arrangement;
    const { inputs, outputs } = this.#graph;
    const bands = bandStarts.map((start, at) => this.#band(start, bandStarts[at + 1] ?? order.length));
    return {
      slots: order.length,
      inputs: inputs.length,
      outputs: outputs.length,
      outputCapacity: outputs.length + this.#room,
      slotOf,
      bands,
      edgeParameter: this.#edgeParameters(),
      biases: this.#parameters,
      parameters: (this.#parameters + order.length + this.#room + 3) & ~3,
    };
  }

  #band(start: number, end: number): Band {
    const { order, sources } = this.#arrangement;
    const blocks: (DenseBlock | EdgeBlock)[] = [];
    let edgesSince = -1;
    for (let from = start; from < end; ) {
      const list = sources[order[from]!]!;
      let to = from + 1;
      while (to < end && compareLists(list, sources[order[to]!]!) === 0) to += 1;
      const pieces = this.#cut(list, to - from);
      if (pieces.length === 1 && !pieces[0]!.dense) {
        if (edgesSince < 0) edgesSince = from;
      } else {
        if (edgesSince >= 0) blocks.push(this.#sparseBlock(edgesSince, from));
        edgesSince = -1;
        if (to === order.length && pieces.every(({ dense }) => dense))
          this.#room = Math.max(0, this.#outputCapacity - this.#graph.outputs.length);
        for (const [index, piece] of pieces.entries())
          blocks.push(
            piece.dense
              ? this.#denseBlock(from, to, piece, index === 0)
              : this.#edgeBlock(from, to, piece, index === 0),
          );
      }
      from = to;
    }
    if (edgesSince >= 0) blocks.push(this.#sparseBlock(edgesSince, end));
    const node = this.#graph.nodes[order[start]!]!;
    return {
      start,
      end,
      activation: ACTIVATIONS.indexOf(node.activation),
      output: node.kind === 'output',
      blocks,
      biased: this.#biasedRuns(start, end),
    };
  }

  /** Cuts a list of sources into runs of neighbouring slots that are worth a matrix, and what lies between them. */
  #cut(list: Int32Array, targets: number): readonly Piece[] {
    const { slotOf, bandOf } = this.#arrangement;
    const pieces: Piece[] = [];
    for (let start = 0; start < list.length; ) {
      let end = start + 1;
      let slot = slotOf[list[start]!]!;
      while (end < list.length && slotOf[list[end]!] === slot + 1 && bandOf[slot + 1] === bandOf[slot]) {
        slot += 1;
        end += 1;
      }
      const sources = end - start;
      const dense = sources >= DENSE_SOURCES && targets >= DENSE_TARGETS && sources * targets >= DENSE_EDGES;
      const before = pieces.at(-1);
      if (!dense && before !== undefined && !before.dense) before.end = end;
      else pieces.push({ start, end, dense });
      start = end;
    }
    return pieces;
  }

  /** All edges into the slots `from` to `to`. */
  #sparseBlock(from: number, to: number): EdgeBlock {
    const { order, sources } = this.#arrangement;
    const lists = Array.from({ length: to - from }, (_, target) => sources[order[from + target]!]!);
    return this.#edges(from, lists, 0, true);
  }

  /** The edges of a piece, which is the same for all slots `from` to `to`. */
  #edgeBlock(from: number, to: number, piece: Piece, first: boolean): EdgeBlock {
    const list = this.#listOf(from, piece);
    return this.#edges(from, new Array(to - from).fill(list), piece.start, first);
  }

  #edges(target: number, lists: readonly Int32Array[], start: number, first: boolean): EdgeBlock {
    const { slotOf } = this.#arrangement;
    const weights = this.#parameters;
    for (const [at, list] of lists.entries()) {
      this.#note(target + at, start, list.length, this.#parameters, 1);
      this.#parameters += list.length;
    }
    this.#parameters = (this.#parameters + 3) & ~3;
    const sourceSlots = lists.map((list) => list.map((node) => slotOf[node]!));
    return { kind: 'edges', target, targets: lists.length, weights, sourceSlots, first };
  }

  #denseBlock(from: number, to: number, piece: Piece, first: boolean): DenseBlock {
    const { order, slotOf } = this.#arrangement;
    const list = this.#listOf(from, piece);
    const [sources, targets] = [list.length, to - from];
    const room = to === order.length ? this.#room : 0;
    const stride = (targets + room + 3) & ~3;
    const weights = this.#parameters;
    for (let target = 0; target < targets; target += 1)
      this.#note(from + target, piece.start, sources, weights + target, stride);
    this.#parameters += sources * stride;
    const source = slotOf[list[0]!]!;
    return { kind: 'dense', source, sources, target: from, targets, weights, stride, first };
  }

  #listOf(slot: number, { start, end }: Piece): Int32Array {
    const { order, sources } = this.#arrangement;
    return sources[order[slot]!]!.subarray(start, end);
  }

  /** Notes that the weights of `count` sources of a slot, from the `start`th on, lie at `place`, `step` apart. */
  #note(slot: number, start: number, count: number, place: number, step: number): void {
    const node = this.#arrangement.order[slot]!;
    this.#weightOf[node] ??= new Int32Array(this.#arrangement.sources[node]!.length);
    const places = this.#weightOf[node];
    for (let at = 0; at < count; at += 1) places[start + at] = place + at * step;
  }

  #edgeParameters(): Int32Array {
    const { edgeFrom, edgeTo, nodes } = this.#graph;
    const edgeParameter = new Int32Array(edgeFrom.length);
    const rank = new Int32Array(nodes.length);
    for (let edge = 0; edge < edgeTo.length; ) {
      const node = edgeTo[edge]!;
      const list = this.#arrangement.sources[node]!;
      for (let at = 0; at < list.length; at += 1) rank[list[at]!] = at;
      const places = this.#weightOf[node]!;
      for (; edgeTo[edge] === node; edge += 1) edgeParameter[edge] = places[rank[edgeFrom[edge]!]!]!;
    }
    return edgeParameter;
  }

  #biasedRuns(start: number, end: number): Band['biased'] {
    const runs: { start: number; end: number }[] = [];
    for (let slot = start; slot < end; slot += 1) {
      if (!this.#graph.nodes[this.#arrangement.order[slot]!]!.bias) continue;
      const last = runs.at(-1);
      if (last !== undefined && last.end === slot) last.end = slot + 1;
      else runs.push({ start: slot, end: slot + 1 });
    }
    return runs;
  }
}
