import { Random } from '@graph/core';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  type Activation,
  binaryCrossEntropy,
  Graph,
  GraphBuilder,
  huber,
  type Loss,
  layered,
  meanSquaredError,
  Network,
  sgd,
  softmaxCrossEntropy,
  sparse,
} from '../src/index.js';
import { reference } from './oracle.js';

const activations: readonly Activation[] = ['linear', 'relu', 'leaky-relu', 'sigmoid', 'tanh'];
const losses: readonly Loss[] = [
  meanSquaredError(),
  huber({ delta: 0.5 }),
  binaryCrossEntropy(),
  softmaxCrossEntropy(),
];

const shapes: readonly [string, (activation: Activation, outputActivation: Activation) => Graph][] = [
  [
    'layers with a skip',
    (activation, outputActivation) =>
      layered({ inputs: 5, hidden: [9, 8], outputs: 3, activation, outputActivation, skip: [[0, 3]] }),
  ],
  [
    'a random sparse graph',
    (activation, outputActivation) =>
      sparse({ inputs: 5, hidden: 20, outputs: 3, density: 0.25, seed: 4, activation, outputActivation }),
  ],
];

const rowsFor = (loss: Loss, random: Random): { inputs: number[][]; targets: number[][] } => {
  const draw = (): number => Math.fround(2 * random.float() - 1);
  const inputs = Array.from({ length: 5 }, () => Array.from({ length: 5 }, draw));
  const targets = inputs.map(() => {
    const one = random.below(3);
    if (loss.kind === 'softmax-cross-entropy') return [0, 1, 2].map((at) => (at === one ? 1 : 0));
    return [0, 1, 2].map(() => (loss.kind === 'binary-cross-entropy' ? random.below(2) : draw()));
  });
  return { inputs, targets };
};

const parts = ({ nodes, edgeFrom, edgeTo }: Graph): Pick<Graph, 'nodes' | 'edgeFrom' | 'edgeTo'> => ({
  nodes,
  edgeFrom,
  edgeTo,
});

describe('gradients', () => {
  const cases = shapes.flatMap(([shape, make]) =>
    losses.flatMap((loss) =>
      activations.flatMap((activation) =>
        // The output has the activation too, where the loss allows it.
        (loss.kind.endsWith('cross-entropy') ? ['linear' as const] : ['linear' as const, activation])
          .filter((output, at, all) => all.indexOf(output) === at)
          .map((output) => ({ shape, make, loss, activation, output, name: loss.kind })),
      ),
    ),
  );

  it.each(cases)('agree with central differences: $name, $activation, then $output, $shape', (setting) => {
    const { make, loss, activation, output } = setting;
    // Biases off 0: a relu whose sources are all silent would stand exactly at its kink, where there is no derivative.
    const shape = make(activation, output);
    const nodeBiases = Float32Array.from(shape.nodes, (_, node) => 0.1 + 0.05 * (node % 5));
    const graph = Graph.of({ ...parts(shape), nodeBiases });
    const network = Network.create(graph, { loss, optimizer: sgd(), seed: 3 });
    const { inputs, targets } = rowsFor(loss, Random.fromSeed(11, 'rows'));
    const batch = {
      size: 5,
      inputs: ndarray(Float32Array.from(inputs.flat()), [5, 5]),
      targets: ndarray(Float32Array.from(targets.flat()), [5, 3]),
    };
    const computed = network.gradients(batch);
    const { weights, biases } = network.parameters();
    const values = [...weights, ...biases];
    const lossAt = (moved: number[]): number =>
      reference(graph, loss, moved.slice(0, weights.length), moved.slice(weights.length), inputs, targets)
        .loss;
    // In float64 a step of 1e-5 leaves an error near 1e-10 on both sides: truncation and cancellation.
    const step = 1e-5;
    const differences = values.map((value, at) => {
      if (at >= weights.length && !graph.nodes[at - weights.length]!.bias) return 0;
      const [up, down] = [value + step, value - step].map((changed) => values.with(at, changed));
      return (lossAt(up!) - lossAt(down!)) / (2 * step);
    });
    const gradients = [...computed.weights, ...computed.biases];
    const largest = Math.max(...differences.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-4);
    const errors = gradients.map((gradient, at) => Math.abs(gradient - differences[at]!) / largest);
    // 1e-5 of the largest: the kernels' float32 rounding; a wrong sign, factor or missing term is far over it.
    expect(Math.max(...errors)).toBeLessThan(1e-5);
    expect(Math.abs(computed.loss - lossAt(values))).toBeLessThan(2e-6 * Math.max(1, lossAt(values)));
  });
});

describe('a graph', () => {
  it('built edge by edge, in any order, is the same function as its layers', () => {
    const layers = layered({ inputs: 4, hidden: [9, 6], outputs: 2, activation: 'tanh' });
    const options = { loss: meanSquaredError(), optimizer: sgd({ learningRate: 0.1 }), seed: 5 };
    const network = Network.create(layers, options);
    const { weights, biases } = network.parameters();
    const random = Random.fromSeed(8, 'shuffle');
    const shuffled = <T>(items: T[]): T[] =>
      items
        .map((item) => ({ item, key: random.uint32() }))
        .sort((one, other) => one.key - other.key)
        .map(({ item }) => item);
    const builder = new GraphBuilder();
    for (const node of layers.inputs) builder.input(layers.nodes[node]!.id);
    for (const { id, activation } of shuffled(layers.nodes.filter(({ kind }) => kind === 'hidden')))
      builder.hidden(id, { activation });
    for (const node of layers.outputs) builder.output(layers.nodes[node]!.id, { bias: biases[node]! });
    for (const { from, to, weight } of shuffled(
      layers.edges.map((edge, at) => ({ ...edge, weight: weights[at]! })),
    ))
      builder.edge(layers.nodes[from]!.id, layers.nodes[to]!.id, weight);
    const byHand = Network.create(builder.build(), options);
    const inputs = ndarray(
      new Float32Array(40).map(() => random.float()),
      [10, 4],
    );
    const targets = ndarray(new Float32Array(20).fill(0.3), [10, 2]);
    for (let step = 0; step < 20; step += 1) {
      network.step({ size: 10, inputs, targets });
      byHand.step({ size: 10, inputs, targets });
    }
    const [wanted, got] = [network.predict(inputs).data, byHand.predict(inputs).data];
    // Not to the bit: the sums run in the order in which the neurons were named.
    for (const [at, value] of wanted.entries()) expect(Math.abs(got[at]! - value)).toBeLessThan(2e-6);
  });

  it('that went through JSON makes the same network, to the bit', () => {
    const graph = sparse({ inputs: 3, hidden: 15, outputs: 2, density: 0.4, seed: 2, activation: 'relu' });
    const options = { loss: meanSquaredError(), optimizer: sgd(), seed: 5 };
    const inputs = ndarray(Float32Array.of(0.1, -0.4, 0.8), [1, 3]);
    const again = Graph.fromJSON(JSON.parse(JSON.stringify(graph)));
    expect(Network.create(again, options).predict(inputs).data).toEqual(
      Network.create(graph, options).predict(inputs).data,
    );
  });
});

describe.each([1, 4, 32])('the derivatives of %i rows', (size) => {
  const network = Network.create(layered({ inputs: 1, hidden: [4], outputs: 1, activation: 'linear' }), {
    loss: binaryCrossEntropy(),
    optimizer: sgd(),
    seed: 3,
  });
  const gradientsAt = (input: number, target: number) =>
    network.gradients({
      size,
      inputs: ndarray(new Float32Array(size).fill(input), [size, 1]),
      targets: ndarray(new Float32Array(size).fill(target), [size, 1]),
    });
  // The logit is a multiple of the input, and of an answer that is sure and wrong it is the loss.
  const steep = Math.max(gradientsAt(1000, 1).loss, gradientsAt(-1000, 1).loss);
  const sign = gradientsAt(1000, 1).loss === steep ? 1 : -1;
  const gradientsOfLogit = (logit: number) => gradientsAt((sign * 1000 * -logit) / steep, 0);

  it('are 0 where they would become denormal on their way, and every step slow', () => {
    const { weights, biases, loss } = gradientsOfLogit(-75); // e⁻⁷⁵ is 3e-33
    expect([...weights, ...biases].every((value) => value === 0)).toBe(true);
    expect(loss).toBeLessThan(1e-30);
  });

  it('are not, where they are only small', () => {
    const { weights, biases } = gradientsOfLogit(-60); // e⁻⁶⁰ is 9e-27
    for (const value of [...weights, ...biases.slice(1)]) expect(Math.abs(value)).toBeGreaterThan(1e-29);
  });
});
