import { ACTIVATIONS } from '../activation.js';
import type { Graph } from '../graph.js';
import type { Band, DenseBlock, EdgeBlock, Lowered } from './lowered.js';

/** From here on a complete piece is cheaper as a matrix; few targets would leave its vectors half empty. */
const DENSE_SOURCES = 8;
const DENSE_TARGETS = 4;
const DENSE_EDGES = 64;

/**
 * Cuts a graph into topologically ordered bands, and what flows into each into dense blocks and single edges.
 *
 * The terms of a neuron's sum always come in the order of `birth` of its sources, whichever way the graph is cut. Neurons
 * that are added later come last, so adding one with weight 0 moves no bit of any sum.
 *
 * @param birth - `[nodes]`, a number per node, all different.
 */
export function lower(graph: Graph, birth: Int32Array): Lowered {
  const { nodes, edgeFrom, edgeTo } = graph;
  const sources = sourcesOf(graph, birth);
  const depth = depthsOf(graph);
  const order = orderNodes(graph, depth, birth, sources);
  const slotOf = new Int32Array(nodes.length);
  for (let slot = 0; slot < order.length; slot += 1) slotOf[order[slot]!] = slot;

  const inputs = graph.inputs.length;
  const bandOf = new Int32Array(nodes.length);
  const starts: number[] = [];
  for (let slot = inputs; slot < order.length; slot += 1) {
    const [one, other] = [order[slot - 1]!, order[slot]!];
    if (slot === inputs || !sameBand(graph, depth, one, other)) starts.push(slot);
    bandOf[slot] = starts.length;
  }

  let parameters = 0;
  const weightOf = new Map<number, Int32Array>();
  const bands = starts.map((start, at): Band => {
    const end = starts[at + 1] ?? order.length;
    const blocks: (DenseBlock | EdgeBlock)[] = [];
    let edgesSince = -1;
    for (let from = start; from < end; ) {
      let to = from + 1;
      while (to < end && sameList(sources[order[from]!]!, sources[order[to]!]!)) to += 1;
      const pieces = cut(sources[order[from]!]!, slotOf, bandOf, inputs, to - from);
      if (pieces.length === 1 && !pieces[0]!.dense) {
        if (edgesSince < 0) edgesSince = from;
      } else {
        if (edgesSince >= 0) addEdges(edgesSince, from);
        edgesSince = -1;
        for (const [index, piece] of pieces.entries()) addPiece(from, to, piece, index === 0);
      }
      from = to;
    }
    if (edgesSince >= 0) addEdges(edgesSince, end);
    const first = nodes[order[start]!]!;
    return {
      start,
      end,
      activation: ACTIVATIONS.indexOf(first.activation),
      output: first.kind === 'output',
      blocks,
      biased: biasedRuns(graph, order, start, end),
    };

    function addEdges(first: number, last: number): void {
      const lists = Array.from({ length: last - first }, (_, target) => sources[order[first + target]!]!);
      addBlock(first, lists, 0, true);
    }

    function addPiece(first: number, last: number, piece: Piece, opening: boolean): void {
      const list = sources[order[first]!]!.subarray(piece.start, piece.end);
      const targets = last - first;
      if (!piece.dense) {
        addBlock(
          first,
          Array.from({ length: targets }, () => list),
          piece.start,
          opening,
        );
        return;
      }
      const stride = (targets + 3) & ~3;
      for (let target = 0; target < targets; target += 1)
        note(order[first + target]!, piece.start, list.length, (at) => parameters + at * stride + target);
      blocks.push({
        kind: 'dense',
        source: slotOf[list[0]!]!,
        sources: list.length,
        target: first,
        targets,
        weights: parameters,
        stride,
        first: opening,
      });
      parameters += list.length * stride;
    }

    function addBlock(first: number, lists: readonly Int32Array[], from: number, opening: boolean): void {
      const weights = parameters;
      for (const [target, list] of lists.entries()) {
        const base = parameters;
        note(order[first + target]!, from, list.length, (at) => base + at);
        parameters += list.length;
      }
      const sourceSlots = lists.map((list) => list.map((node) => slotOf[node]!));
      blocks.push({
        kind: 'edges',
        target: first,
        targets: lists.length,
        weights,
        sourceSlots,
        first: opening,
      });
      parameters = (parameters + 3) & ~3;
    }

    function note(node: number, from: number, count: number, place: (at: number) => number): void {
      let places = weightOf.get(node);
      if (places === undefined) {
        places = new Int32Array(sources[node]!.length);
        weightOf.set(node, places);
      }
      for (let at = 0; at < count; at += 1) places[from + at] = place(at);
    }
  });

  const edgeParameter = new Int32Array(edgeFrom.length);
  const rank = new Int32Array(nodes.length);
  for (let edge = 0; edge < edgeTo.length; ) {
    const node = edgeTo[edge]!;
    const list = sources[node]!;
    for (let at = 0; at < list.length; at += 1) rank[list[at]!] = at;
    for (; edgeTo[edge] === node; edge += 1)
      edgeParameter[edge] = weightOf.get(node)![rank[edgeFrom[edge]!]!]!;
  }
  return {
    slots: order.length,
    inputs,
    outputs: graph.outputs.length,
    slotOf,
    bands,
    edgeParameter,
    biases: parameters,
    parameters: (parameters + order.length + 3) & ~3,
  };
}

/** A stretch of a list of sources. */
type Piece = { start: number; end: number; dense: boolean };

/** Cuts a list of sources into runs of neighbouring slots that are worth a matrix, and what lies between them. */
function cut(
  list: Int32Array,
  slotOf: Int32Array,
  bandOf: Int32Array,
  inputs: number,
  targets: number,
): Piece[] {
  const pieces: Piece[] = [];
  const band = (slot: number): number => (slot < inputs ? 0 : bandOf[slot]!);
  for (let start = 0; start < list.length; ) {
    let end = start + 1;
    let slot = slotOf[list[start]!]!;
    while (end < list.length && slotOf[list[end]!] === slot + 1 && band(slot + 1) === band(slot)) {
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

/** The sources of each node, by birth. */
function sourcesOf(graph: Graph, birth: Int32Array): readonly Int32Array[] {
  const { nodes, edgeFrom, edgeTo } = graph;
  let edge = 0;
  return nodes.map((_, node) => {
    const start = edge;
    while (edge < edgeTo.length && edgeTo[edge] === node) edge += 1;
    return edgeFrom.slice(start, edge).sort((one, other) => birth[one]! - birth[other]!);
  });
}

function depthsOf({ nodes, edgeFrom, edgeTo }: Graph): Int32Array {
  const depth = new Int32Array(nodes.length);
  // Nodes are in topological order and edges sorted by target, so every source is done before it is asked for.
  for (let edge = 0; edge < edgeTo.length; edge += 1)
    depth[edgeTo[edge]!] = Math.max(depth[edgeTo[edge]!]!, depth[edgeFrom[edge]!]! + 1);
  return depth;
}

/** Inputs and outputs in their own order; hidden nodes by depth, activation and sources, so that like stands by like. */
function orderNodes(
  graph: Graph,
  depth: Int32Array,
  birth: Int32Array,
  sources: readonly Int32Array[],
): Int32Array {
  const { nodes, inputs, outputs } = graph;
  const hidden = nodes.flatMap(({ kind }, node) => (kind === 'hidden' ? [node] : []));
  hidden.sort(
    (one, other) =>
      depth[one]! - depth[other]! ||
      ACTIVATIONS.indexOf(nodes[one]!.activation) - ACTIVATIONS.indexOf(nodes[other]!.activation) ||
      compareLists(sources[one]!, sources[other]!) ||
      birth[one]! - birth[other]!,
  );
  return Int32Array.from([...inputs, ...hidden, ...outputs]);
}

function sameBand({ nodes }: Graph, depth: Int32Array, one: number, other: number): boolean {
  const [before, after] = [nodes[one]!, nodes[other]!];
  return (
    before.kind === after.kind &&
    before.activation === after.activation &&
    (after.kind === 'output' || depth[one] === depth[other])
  );
}

function compareLists(one: Int32Array, other: Int32Array): number {
  if (one.length !== other.length) return other.length - one.length;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return one[at]! - other[at]!;
  return 0;
}

function sameList(one: Int32Array, other: Int32Array): boolean {
  return compareLists(one, other) === 0;
}

function biasedRuns(
  { nodes }: Graph,
  order: Int32Array,
  start: number,
  end: number,
): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (let slot = start; slot < end; slot += 1) {
    if (!nodes[order[slot]!]!.bias) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.end === slot) last.end = slot + 1;
    else runs.push({ start: slot, end: slot + 1 });
  }
  return runs;
}
