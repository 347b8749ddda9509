import { ndArray, Random } from '@graph/core';
import {
  type Activation,
  adam,
  Graph,
  layered,
  meanSquaredError,
  Network,
  softmaxCrossEntropy,
  sparse,
} from '@graph/learner';
import { describe, expect, it } from 'vitest';
import { networkToOnnx } from '../src/index.js';
import { openOnnx, RUNTIMES, WITHOUT_RUNTIME } from './onnx-runtime.ts';

const ROWS = 1000;
const options = { optimizer: adam({ learningRate: 0.01 }), seed: 3, loss: meanSquaredError() };

/** Any acyclic graph: neurons of every activation at many depths, with edges over any distance. */
function anyGraph(seed: number): Graph {
  const random = Random.fromSeed(seed, 'graph');
  const activations: readonly Activation[] = ['linear', 'relu', 'leaky-relu', 'sigmoid', 'tanh'];
  const [inputs, hidden, outputs] = [1 + random.below(6), random.below(40), 1 + random.below(5)];
  const count = inputs + hidden + outputs;
  const nodes = Array.from({ length: count }, (_, at) => ({
    id: `n${at}`,
    kind: at < inputs ? ('input' as const) : at < inputs + hidden ? ('hidden' as const) : ('output' as const),
    activation: at < inputs ? ('linear' as const) : activations[random.below(5)]!,
    bias: at >= inputs && random.below(4) > 0,
  }));
  const edges = new Set<string>();
  for (let at = inputs; at < count; at += 1)
    for (let edge = 0; edge < 1 + random.below(4); edge += 1)
      edges.add(`${random.below(Math.min(at, inputs + hidden))} ${at}`);
  // A hidden neuron must feed something.
  for (let at = inputs; at < inputs + hidden; at += 1)
    edges.add(`${at} ${Math.max(at + 1, at + 1 + random.below(count - at - 1))}`);
  const pairs = [...edges].map((edge) => edge.split(' ').map(Number) as [number, number]);
  return Graph.of({
    nodes,
    edgeFrom: Int32Array.from(pairs, ([from]) => from),
    edgeTo: Int32Array.from(pairs, ([, to]) => to),
    edgeWeights: undefined,
    nodeBiases: Float32Array.from(nodes, ({ bias }) => (bias ? random.float() - 0.5 : Number.NaN)),
  });
}

function grown(): Network {
  const network = Network.create(layered({ inputs: 4, hidden: [8, 6], outputs: 2 }), options);
  train(network, 4, 2);
  network.widen(5);
  network.widenInputs(2);
  train(network, 6, 2);
  return network;
}

function pruned(): Network {
  const network = Network.create(layered({ inputs: 6, hidden: [12, 12], outputs: 3 }), options);
  train(network, 6, 3);
  network.prune({ edges: 150 });
  return network;
}

function train(network: Network, inputs: number, outputs: number): void {
  const random = Random.fromSeed(5, 'training');
  const rows = 64;
  const values = (width: number): Float32Array =>
    Float32Array.from({ length: rows * width }, () => random.float() - 0.5);
  for (let step = 0; step < 20; step += 1)
    network.step({
      size: rows,
      inputs: ndArray(values(inputs), [rows, inputs]),
      targets: ndArray(values(outputs), [rows, outputs]),
    });
}

const NETWORKS: readonly (readonly [string, () => Network])[] = [
  [
    'layers',
    () => Network.create(layered({ inputs: 5, hidden: [16, 8], outputs: 3, activation: 'tanh' }), options),
  ],
  [
    'a softmax',
    () =>
      Network.create(layered({ inputs: 5, hidden: [16], outputs: 4 }), {
        ...options,
        loss: softmaxCrossEntropy(),
      }),
  ],
  [
    'a sparse graph of many depths',
    () => Network.create(sparse({ inputs: 6, hidden: 120, outputs: 3, density: 0.08, seed: 1 }), options),
  ],
  ['a network that has grown', grown],
  ['a network that was pruned', pruned],
  ...Array.from(
    { length: 12 },
    (_, seed) => [`any graph, the ${seed + 1}th`, () => Network.create(anyGraph(seed), options)] as const,
  ),
];

describe.each(RUNTIMES.length > 0 ? RUNTIMES : ['no runtime'])(
  `networkToOnnx in %s${WITHOUT_RUNTIME}`,
  (runtime) => {
    it.skipIf(RUNTIMES.length === 0).each(NETWORKS)('computes %s as the network does', async (_, make) => {
      const network = make();
      const { inputWidth, outputWidth } = network;
      const random = Random.fromSeed(9, 'inputs');
      const data = Float32Array.from({ length: ROWS * inputWidth }, () => (random.float() - 0.5) * 6);
      const wanted = network.predict(ndArray(data, [ROWS, inputWidth])).data;
      const session = await openOnnx(runtime, networkToOnnx(network.state()));
      const { outputs } = await session.run({ inputs: { data, shape: [ROWS, inputWidth] } });
      expect(outputs).toHaveLength(ROWS * outputWidth);
      let worst = 0;
      for (const [at, value] of wanted.entries())
        worst = Math.max(worst, Math.abs((outputs![at] as number) - value) / Math.max(1, Math.abs(value)));
      expect(worst).toBeLessThan(1e-5);
    });
  },
);

describe('networkToOnnx', () => {
  it('refuses what is not the state of a network, and unknown options', () => {
    const state = grown().state();
    const failing: readonly (readonly [string, () => unknown])[] = [
      ['STATE', () => networkToOnnx({} as typeof state)],
      ['STATE', () => networkToOnnx({ ...state, parameters: { weights: new Float32Array(3) } })],
      ['OPTION', () => networkToOnnx(state, { metdata: {} } as object)],
    ];
    for (const [code, act] of failing)
      expect(act).toThrowError(expect.objectContaining({ name: 'ExportError', code }));
  });
});
