import type { ParameterName, ParameterValues } from '../network/parameter-values.js';
import type { GraphChange } from './graph-change.js';

/**
 * Carries the values of all parameters over into a changed graph. Edges into new hidden neurons get the weights that were
 * drawn; other new edges weight 0, so that no neuron from before gets anything new.
 *
 * @param drawn - `[edges]` of the changed graph; default: nothing was drawn.
 */
export function carryOver(
  before: ParameterValues,
  { graph, oldEdge, oldNode, oldEdges }: GraphChange,
  drawn?: Float32Array,
): ParameterValues {
  const nodes = graph.nodes.length;
  const isNew = (node: number): boolean => oldNode[node]! < 0 && graph.nodes[node]!.kind === 'hidden';
  const values: { -readonly [name in ParameterName]?: Float32Array } = {};
  for (const [name, array] of Object.entries(before) as [ParameterName, Float32Array][]) {
    const after = new Float32Array(oldEdge.length + nodes);
    const starts = drawn !== undefined && (name === 'weights' || name === 'anchor') ? drawn : undefined;
    for (let edge = 0; edge < oldEdge.length; edge += 1) {
      if (oldEdge[edge]! >= 0) after[edge] = array[oldEdge[edge]!]!;
      else if (starts !== undefined && isNew(graph.edgeTo[edge]!)) after[edge] = starts[edge]!;
    }
    for (let node = 0; node < nodes; node += 1)
      if (oldNode[node]! >= 0) after[oldEdge.length + node] = array[oldEdges + oldNode[node]!]!;
    values[name] = after;
  }
  return values;
}
