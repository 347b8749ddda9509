import type { Change } from './growth.js';
import type { ParameterName, ParameterValues } from './network-memory.js';

/**
 * Takes the values of all parameters over into a changed graph. Edges into new hidden neurons get the weights that were
 * drawn; other new edges weight 0, so that nothing that was there before hears anything new.
 *
 * @param drawn - `[edges]` of the changed graph.
 */
export function carriedOver(
  before: ParameterValues,
  { graph, oldEdge, oldNode, oldEdges }: Change,
  drawn: Float32Array,
): ParameterValues {
  const nodes = graph.nodes.length;
  const isNew = (node: number): boolean => oldNode[node]! < 0 && graph.nodes[node]!.kind === 'hidden';
  const values: { -readonly [name in ParameterName]?: Float32Array } = {};
  for (const [name, array] of Object.entries(before) as [ParameterName, Float32Array][]) {
    const after = new Float32Array(oldEdge.length + nodes);
    for (let edge = 0; edge < oldEdge.length; edge += 1) {
      if (oldEdge[edge]! >= 0) after[edge] = array[oldEdge[edge]!]!;
      else if ((name === 'weights' || name === 'anchor') && isNew(graph.edgeTo[edge]!))
        after[edge] = drawn[edge]!;
    }
    for (let node = 0; node < nodes; node += 1)
      if (oldNode[node]! >= 0) after[oldEdge.length + node] = array[oldEdges + oldNode[node]!]!;
    values[name] = after;
  }
  return values;
}
