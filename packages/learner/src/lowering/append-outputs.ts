import type { Graph } from '../graph/graph.js';
import type { Band, Lowered } from './lowered.js';

/**
 * Adds outputs to a lowered graph within the room that it has. Sums, gradients and steps have the bits that they have in a
 * graph that is lowered anew.
 *
 * @param graph - the graph with the outputs, `count` of them new and last.
 * @returns undefined if there is no room, or the new outputs are not like the last one before them: these need a new
 * arrangement.
 */
export function appendOutputs(lowered: Lowered, graph: Graph, count: number): Lowered | undefined {
  const { slots, outputs, outputCapacity } = lowered;
  if (outputs + count > outputCapacity) return undefined;
  const fan = fanOfAlike(graph, count);
  if (fan === 0) return undefined;

  const edgesBefore = lowered.edgeParameter.length;
  const edgeParameter = new Int32Array(edgesBefore + count * fan);
  edgeParameter.set(lowered.edgeParameter);
  // The weights of a source's outputs lie side by side.
  for (let edge = edgesBefore; edge < edgeParameter.length; edge += 1)
    edgeParameter[edge] = edgeParameter[edge - fan]! + 1;

  const nodesBefore = lowered.slotOf.length;
  const slotOf = new Int32Array(nodesBefore + count);
  slotOf.set(lowered.slotOf);
  for (let added = 0; added < count; added += 1) slotOf[nodesBefore + added] = slots + added;

  const bands = [...lowered.bands.slice(0, -1), widen(lowered.bands.at(-1)!, count)];
  return { ...lowered, slots: slots + count, outputs: outputs + count, edgeParameter, slotOf, bands };
}

/** The number of edges into the last output before the new ones if all of them are like it, else 0. */
function fanOfAlike({ nodes, edgeFrom, edgeTo }: Graph, count: number): number {
  const last = nodes.length - count - 1;
  let edge = edgeTo.length - 1;
  const edgesInto = (node: number): Int32Array => {
    const end = edge + 1;
    while (edge >= 0 && edgeTo[edge] === node) edge -= 1;
    return edgeFrom.subarray(edge + 1, end);
  };
  const lists = Array.from({ length: count + 1 }, (_, at) => edgesInto(nodes.length - 1 - at));
  const list = lists.at(-1)!;
  const { activation, bias } = nodes[last]!;
  const alike =
    nodes.slice(last + 1).every((node) => node.activation === activation && node.bias === bias) &&
    lists.every((other) => other.length === list.length && other.every((from, at) => from === list[at]));
  return alike ? list.length : 0;
}

/** A band whose last group of targets has `count` more. */
function widen(band: Band, count: number): Band {
  return {
    ...band,
    end: band.end + count,
    blocks: band.blocks.map((block) =>
      block.kind === 'dense' && block.target + block.targets === band.end
        ? { ...block, targets: block.targets + count }
        : block,
    ),
    biased: band.biased.map((run) => (run.end === band.end ? { ...run, end: run.end + count } : run)),
  };
}
