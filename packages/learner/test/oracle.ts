import type { Graph, Loss } from '../src/index.ts';

/** Loss and gradients of one batch in float64, written as plainly as can be: the oracle of the kernels. */
export function reference(
  graph: Graph,
  loss: Loss,
  weights: ArrayLike<number>,
  biases: ArrayLike<number>,
  inputs: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
  rowWeights: readonly number[] = inputs.map(() => 1),
): { loss: number; rowLosses: number[]; outputs: number[][]; weights: number[]; biases: number[] } {
  const { nodes, edges } = graph;
  const gradient = {
    weights: edges.map(() => 0),
    biases: nodes.map(() => 0),
  };
  const rowLosses: number[] = [];
  const outputs: number[][] = [];
  for (const [row, input] of inputs.entries()) {
    const value = nodes.map((_, node) => (node < input.length ? input[node]! : 0));
    for (let node = input.length, edge = 0; node < nodes.length; node += 1) {
      let sum = biases[node]!;
      for (; edges[edge]?.to === node; edge += 1) sum += weights[edge]! * value[edges[edge]!.from]!;
      value[node] = activate(sum, nodes[node]!.activation);
    }
    const y = graph.outputs.map((node) => value[node]!);
    outputs.push(y);
    const t = targets[row]!;
    const scale = rowWeights[row]! / inputs.length;
    const { loss: rowLoss, slopes } = lossOf(
      loss,
      y,
      t,
      graph.outputs.map((node) => nodes[node]!.activation),
    );
    rowLosses.push(rowLoss);
    const delta = nodes.map(() => 0);
    for (const [at, node] of graph.outputs.entries()) delta[node] = slopes[at]! * scale;
    for (let node = nodes.length - 1, edge = edges.length - 1; node >= input.length; node -= 1) {
      const d = delta[node]! * slope(value[node]!, nodes[node]!.activation);
      if (nodes[node]!.bias) gradient.biases[node]! += d;
      for (; edge >= 0 && edges[edge]!.to === node; edge -= 1) {
        gradient.weights[edge]! += d * value[edges[edge]!.from]!;
        delta[edges[edge]!.from]! += d * weights[edge]!;
      }
    }
  }
  const mean = rowLosses.reduce((sum, value, row) => sum + value * rowWeights[row]!, 0) / inputs.length;
  return { loss: mean, rowLosses, outputs, ...gradient };
}

function activate(z: number, kind: string): number {
  if (kind === 'tanh') return Math.tanh(z);
  if (kind === 'sigmoid') return 1 / (1 + Math.exp(-z));
  if (kind === 'relu') return Math.max(0, z);
  if (kind === 'leaky-relu') return z > 0 ? z : 0.01 * z;
  return z;
}

function slope(a: number, kind: string): number {
  if (kind === 'tanh') return 1 - a * a;
  if (kind === 'sigmoid') return a * (1 - a);
  if (kind === 'relu') return a > 0 ? 1 : 0;
  if (kind === 'leaky-relu') return a > 0 ? 1 : 0.01;
  return 1;
}

/** The loss of a row and its derivatives by the activations of the outputs. */
function lossOf(
  loss: Loss,
  y: readonly number[],
  t: readonly number[],
  kinds: readonly string[],
): { loss: number; slopes: number[] } {
  const count = y.length;
  if (loss.kind === 'softmax-cross-entropy') {
    const top = Math.max(...y);
    const sum = y.reduce((total, value) => total + Math.exp(value - top), 0);
    const p = y.map((value) => Math.exp(value - top) / sum);
    return {
      loss: -p.reduce((total, value, at) => total + t[at]! * Math.log(value), 0),
      slopes: p.map((value, at) => value - t[at]!),
    };
  }
  const each = y.map((value, at): [number, number] => {
    const e = value - t[at]!;
    if (loss.kind === 'mean-squared-error') return [e * e, 2 * e];
    if (loss.kind === 'huber') {
      const d = loss.delta;
      return Math.abs(e) <= d ? [(e * e) / 2, e] : [d * (Math.abs(e) - d / 2), d * Math.sign(e)];
    }
    const p = kinds[at] === 'sigmoid' ? value : 1 / (1 + Math.exp(-value));
    const cost = -t[at]! * Math.log(p) - (1 - t[at]!) * Math.log(1 - p);
    return [cost, kinds[at] === 'sigmoid' ? (p - t[at]!) / (p * (1 - p)) : p - t[at]!];
  });
  return {
    loss: each.reduce((sum, [cost]) => sum + cost, 0) / count,
    slopes: each.map(([, by]) => by / count),
  };
}
