import type { Activation, Graph } from '../src/index.js';

export type ReferenceLoss = 'mean-squared-error' | 'huber' | 'binary-cross-entropy' | 'softmax-cross-entropy';

/** Weights in the order of the graph's edges, biases in that of its nodes (0 where a node has none). */
export type Parameters = { readonly weights: Float64Array; readonly biases: Float64Array };

/**
 * What a network computes, written down as the textbook has it: float64, one row, one edge at a time. Slow and plain;
 * the kernels are held against it, and it is itself held against central differences.
 */
export function referenceOutputs(
  graph: Graph,
  { weights, biases }: Parameters,
  input: ArrayLike<number>,
): Float64Array {
  return Float64Array.from(
    graph.outputs,
    (
      (values) => (node: number) =>
        values[node]!
    )(forward(graph, weights, biases, input).values),
  );
}

/** The loss of one row, and its gradient by back-propagation. */
export function referenceGradient(
  graph: Graph,
  { weights, biases }: Parameters,
  loss: ReferenceLoss,
  input: ArrayLike<number>,
  target: ArrayLike<number>,
  huberDelta = 1,
): { loss: number; weights: Float64Array; biases: Float64Array } {
  const { values, sums } = forward(graph, weights, biases, input);
  const outputs = Float64Array.from(graph.outputs, (node) => values[node]!);
  const { value, slopes } = lossOf(loss, outputs, target, huberDelta);
  const deltas = new Float64Array(graph.nodes.length);
  graph.outputs.forEach((node, column) => {
    deltas[node] = slopes[column]!;
  });
  const gradient = {
    loss: value,
    weights: new Float64Array(weights.length),
    biases: new Float64Array(biases.length),
  };
  // Edges are sorted by target, so from the last to the first each target's slope is complete when its edges are met.
  let edge = graph.edgeCount - 1;
  for (let node = graph.nodes.length - 1; node >= graph.inputs.length; node -= 1) {
    deltas[node]! *= slope(graph.nodes[node]!.activation, sums[node]!, values[node]!);
    if (graph.nodes[node]!.bias) gradient.biases[node] = deltas[node]!;
    for (; edge >= 0 && graph.edgeTo[edge] === node; edge -= 1) {
      const from = graph.edgeFrom[edge]!;
      gradient.weights[edge] = deltas[node]! * values[from]!;
      deltas[from]! += deltas[node]! * weights[edge]!;
    }
  }
  return gradient;
}

/** The loss of one row. */
export function referenceLoss(
  graph: Graph,
  parameters: Parameters,
  loss: ReferenceLoss,
  input: ArrayLike<number>,
  target: ArrayLike<number>,
  huberDelta = 1,
): number {
  return lossOf(loss, referenceOutputs(graph, parameters, input), target, huberDelta).value;
}

function forward(
  graph: Graph,
  weights: Float64Array,
  biases: Float64Array,
  input: ArrayLike<number>,
): { sums: Float64Array; values: Float64Array } {
  const sums = Float64Array.from(biases);
  const values = new Float64Array(graph.nodes.length);
  let edge = 0;
  graph.nodes.forEach(({ kind, activation }, node) => {
    if (kind === 'input') {
      values[node] = input[node]!;
      return;
    }
    for (; edge < graph.edgeCount && graph.edgeTo[edge] === node; edge += 1)
      sums[node]! += weights[edge]! * values[graph.edgeFrom[edge]!]!;
    values[node] = activate(activation, sums[node]!);
  });
  return { sums, values };
}

function activate(activation: Activation, sum: number): number {
  if (activation === 'relu') return Math.max(sum, 0);
  if (activation === 'leaky-relu') return sum > 0 ? sum : 0.01 * sum;
  if (activation === 'sigmoid') return 1 / (1 + Math.exp(-sum));
  if (activation === 'tanh') return Math.tanh(sum);
  return sum;
}

function slope(activation: Activation, sum: number, value: number): number {
  if (activation === 'relu') return sum > 0 ? 1 : 0;
  if (activation === 'leaky-relu') return sum > 0 ? 1 : 0.01;
  if (activation === 'sigmoid') return value * (1 - value);
  if (activation === 'tanh') return 1 - value * value;
  return 1;
}

function lossOf(
  loss: ReferenceLoss,
  outputs: Float64Array,
  target: ArrayLike<number>,
  huberDelta: number,
): { value: number; slopes: Float64Array } {
  const count = outputs.length;
  const slopes = new Float64Array(count);
  let value = 0;
  const most = Math.max(...outputs);
  const total = outputs.reduce((sum, output) => sum + Math.exp(output - most), 0);
  for (let column = 0; column < count; column += 1) {
    const [output, wanted] = [outputs[column]!, target[column]!];
    const error = output - wanted;
    if (loss === 'mean-squared-error') {
      value += (error * error) / count;
      slopes[column] = (2 * error) / count;
    } else if (loss === 'huber') {
      const far = Math.abs(error) > huberDelta;
      value += (far ? huberDelta * (Math.abs(error) - huberDelta / 2) : (error * error) / 2) / count;
      slopes[column] = (far ? huberDelta * Math.sign(error) : error) / count;
    } else if (loss === 'softmax-cross-entropy') {
      value -= wanted * (output - most - Math.log(total));
      slopes[column] = Math.exp(output - most) / total - wanted;
    } else {
      value -= (wanted * Math.log(output) + (1 - wanted) * Math.log(1 - output)) / count;
      slopes[column] = (output - wanted) / (output * (1 - output)) / count;
    }
  }
  return { value, slopes };
}
