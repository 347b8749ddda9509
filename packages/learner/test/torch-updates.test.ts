import { readFileSync } from 'node:fs';
import { createBatch } from '@graph/core';
import { describe, expect, it } from 'vitest';
import {
  type Activation,
  adam,
  Graph,
  layered,
  meanSquaredError,
  Network,
  sgd,
  softmaxCrossEntropy,
} from '../src/index.js';

type Fixture = {
  steps: number;
  kept: number[];
  rows: number;
  models: Record<string, { sizes: number[]; activation: Activation; loss: string }>;
  optimizers: Record<string, { lr: number; eps?: number }>;
  runs: {
    model: string;
    optimizer: string;
    losses: number[];
    tensors: { length: number; products: number[]; float32: number }[][];
  }[];
};

/** Made by fixtures/make-torch-updates.py, which says what the numbers are. */
const fixture = JSON.parse(
  readFileSync(new URL('./fixtures/torch-updates.json', import.meta.url), 'utf8'),
) as Fixture;

/** The script's `hashes`. */
const hash = (seed: number, index: number): number => {
  let x = (index + ((seed * 0x9e3779b9) % 2 ** 32)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};
const uniform = (seed: number, count: number, bound: number): Float32Array =>
  Float32Array.from({ length: count }, (_, at) => ((hash(seed, at) / 2 ** 32) * 2 - 1) * bound);

describe('updates of 20 steps', () => {
  it.each(fixture.runs)('of model $model with $optimizer are those of PyTorch', (run) => {
    const { sizes, activation, loss } = fixture.models[run.model]!;
    const shape = layered({
      inputs: sizes[0]!,
      hidden: sizes.slice(1, -1),
      outputs: sizes.at(-1)!,
      activation,
    });
    const layers = sizes.slice(1).map((size, layer) => ({ size, fanIn: sizes[layer]!, layer }));
    const slope = activation === 'relu' ? 6 : 3;
    const edgeWeights = concat(
      layers.map(({ size, fanIn, layer }) => uniform(100 + layer, size * fanIn, Math.sqrt(slope / fanIn))),
    );
    const nodeBiases = concat([
      new Float32Array(sizes[0]!),
      ...layers.map(({ size, layer }) => uniform(200 + layer, size, 0.1)),
    ]);
    const { nodes, edgeFrom, edgeTo } = shape;
    const softmax = loss === 'softmax-cross-entropy';
    const { lr: learningRate, eps: epsilon } = fixture.optimizers[run.optimizer]!;
    const network = Network.create(Graph.of({ nodes, edgeFrom, edgeTo, edgeWeights, nodeBiases }), {
      loss: softmax ? softmaxCrossEntropy() : meanSquaredError(),
      optimizer: epsilon === undefined ? sgd({ learningRate }) : adam({ learningRate, epsilon }),
      seed: 1,
    });
    const start = tensorsOf(network, sizes);
    const batch = createBatch(fixture.rows, sizes[0]!, sizes.at(-1)!);
    batch.size = fixture.rows;
    for (let step = 0; step < fixture.steps; step += 1) {
      batch.inputs.data.set(uniform(1000 + step, batch.inputs.data.length, 1));
      const classes = sizes.at(-1)!;
      if (softmax) {
        batch.targets.data.fill(0);
        for (let row = 0; row < batch.size; row += 1)
          batch.targets.data[row * classes + (hash(2000 + step, row) % classes)] = 1;
      } else batch.targets.data.set(uniform(2000 + step, batch.targets.data.length, 1));
      const value = network.step(batch);
      expect(Math.abs(value - run.losses[step]!) / run.losses[step]!).toBeLessThan(1e-5);
      const at = fixture.kept.indexOf(step + 1);
      if (at >= 0) checkUpdates(tensorsOf(network, sizes), start, run, at);
    }
  });
});

/**
 * The relative error of a tensor's accumulated update, |ours − PyTorch's| / |PyTorch's|, as the 8 random products
 * estimate it (a quarter off at one standard deviation), is at most 1e-5. With Adam's defaults no float32 can promise that,
 * as the script says: there PyTorch's own float32 is the measure, and ours may stray at most twice as far.
 */
function checkUpdates(
  now: readonly Float32Array[],
  start: readonly Float32Array[],
  { optimizer, tensors }: Fixture['runs'][number],
  at: number,
): void {
  for (const [index, tensor] of now.entries()) {
    const { length, products, float32 } = tensors[index]![at]!;
    const squares = products.map((product, sign) => {
      const signs = signsOf(3000 + sign, tensor.length);
      let sum = 0;
      for (let item = 0; item < tensor.length; item += 1)
        sum += (tensor[item]! - start[index]![item]!) * signs[item]!;
      return (sum - product) ** 2;
    });
    const error = Math.sqrt(squares.reduce((sum, square) => sum + square) / squares.length) / length;
    if (process.env['SHOW_ERRORS']) console.log(index, fixture.kept[at], error.toExponential(1), float32);
    expect(error).toBeLessThan(optimizer === 'adam, defaults' ? Math.max(1e-5, 2 * float32) : 1e-5);
  }
}

const known = new Map<string, Int8Array>();

/** The random signs of a seed, made once for each length: hashing is what this test spends its time with. */
function signsOf(seed: number, count: number): Int8Array {
  const key = `${seed} ${count}`;
  const signs =
    known.get(key) ?? Int8Array.from({ length: count }, (_, item) => (hash(seed, item) % 2) * 2 - 1);
  known.set(key, signs);
  return signs;
}

/** Weights `[fanOut, fanIn]` and biases `[fanOut]` of each layer in turn, as PyTorch has them. */
function tensorsOf(network: Network, sizes: readonly number[]): Float32Array[] {
  const { weights, biases } = network.parameters();
  let [edge, node] = [0, sizes[0]!];
  return sizes.slice(1).flatMap((size, layer) => {
    const count = size * sizes[layer]!;
    edge += count;
    node += size;
    return [weights.slice(edge - count, edge), biases.slice(node - size, node)];
  });
}

function concat(arrays: readonly Float32Array[]): Float32Array {
  return Float32Array.from(arrays.flatMap((array) => [...array]));
}
