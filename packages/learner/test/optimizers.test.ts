import { describe, expect, it } from 'vitest';
import {
  adam,
  adamw,
  LearnerError,
  layered,
  meanSquaredError,
  Network,
  type Optimizer,
  rmsprop,
  sgd,
} from '../src/index.js';
import { drawRows } from './rows.js';

const graph = layered({ inputs: 9, hidden: [16, 8], outputs: 3, activation: 'tanh' });
const loss = meanSquaredError();

type Memory = { m: number[]; v: number[]; t: number };

/** The update of each optimizer as its paper, or PyTorch's documentation, has it, in float64. */
function textbook(optimizer: Optimizer, weights: number[], gradients: number[], memory: Memory): number[] {
  const { kind, learningRate, beta1, beta2, epsilon, weightDecay, nesterov } = optimizer;
  memory.t += 1;
  return weights.map((w, at) => {
    let g = gradients[at]!;
    if (kind !== 'adamw') g += weightDecay * w;
    if (kind === 'sgd') {
      memory.m[at] = beta1 * (memory.m[at] ?? 0) + g;
      return w - learningRate * (nesterov ? g + beta1 * memory.m[at]! : memory.m[at]!);
    }
    memory.v[at] = beta2 * (memory.v[at] ?? 0) + (1 - beta2) * g * g;
    if (kind === 'rmsprop') {
      memory.m[at] = beta1 * (memory.m[at] ?? 0) + g / (Math.sqrt(memory.v[at]!) + epsilon);
      return w - learningRate * memory.m[at]!;
    }
    memory.m[at] = beta1 * (memory.m[at] ?? 0) + (1 - beta1) * g;
    const mean = memory.m[at]! / (1 - beta1 ** memory.t);
    const square = memory.v[at]! / (1 - beta2 ** memory.t);
    const shrunk = kind === 'adamw' ? w * (1 - learningRate * weightDecay) : w;
    return shrunk - (learningRate * mean) / (Math.sqrt(square) + epsilon);
  });
}

const flat = (of: { weights: Float32Array; biases: Float32Array }): number[] => [...of.weights, ...of.biases];

const optimizers: [string, Optimizer][] = [
  ['sgd', sgd({ learningRate: 0.05 })],
  ['sgd with weight decay', sgd({ learningRate: 0.05, weightDecay: 0.1 })],
  ['sgd with momentum', sgd({ learningRate: 0.05, momentum: 0.9 })],
  [
    'sgd with Nesterov momentum',
    sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
  ],
  ['rmsprop', rmsprop({ learningRate: 0.01 })],
  ['rmsprop with momentum', rmsprop({ learningRate: 0.01, momentum: 0.8, weightDecay: 0.02 })],
  ['adam', adam({ learningRate: 0.01 })],
  ['adam with weight decay', adam({ learningRate: 0.01, weightDecay: 0.05, beta1: 0.8, beta2: 0.99 })],
  ['adamw', adamw({ learningRate: 0.01, weightDecay: 0.3 })],
];

describe.each(optimizers)('%s', (_, optimizer) => {
  it.each([1, 20])('steps as the textbook does, with batches of %i', (rows) => {
    const network = Network.create(graph, { loss, optimizer, seed: 2, maxBatch: 32 });
    const memory: Memory = { m: [], v: [], t: 0 };
    for (let step = 0; step < 12; step += 1) {
      const batch = drawRows(graph, rows, loss, step);
      const before = flat(network.parameters());
      const gradients = flat(network.gradients(batch));
      network.step(batch);
      const wanted = textbook(optimizer, before, gradients, memory);
      const after = flat(network.parameters());
      const largest = Math.max(...wanted.map((value, at) => Math.abs(value - before[at]!)));
      for (const [at, value] of after.entries())
        expect(Math.abs(value - wanted[at]!)).toBeLessThan(1e-4 * largest + 1e-7);
    }
  });

  it('is the same with and without a protection of strength 0, to the bit where the sums are the same', () => {
    const create = (): Network => Network.create(graph, { loss, optimizer, seed: 2, maxBatch: 32 });
    const [free, held] = [create(), create()];
    held.protect({ path: true });
    for (let step = 0; step < 5; step += 1) {
      const batch = drawRows(graph, 20, loss, step);
      expect(held.step(batch)).toBe(free.step(batch));
    }
    expect(held.parameters()).toEqual(free.parameters());
  });
});

describe('gradientClip', () => {
  it('shortens the gradient to the limit, and leaves a shorter one alone', () => {
    const batch = drawRows(graph, 20, loss);
    const create = (gradientClip?: number): Network =>
      Network.create(graph, {
        loss,
        optimizer: sgd({ learningRate: 1 }),
        seed: 2,
        ...(gradientClip === undefined ? {} : { gradientClip }),
      });
    const start = flat(create().parameters());
    const gradient = flat(create().gradients(batch));
    const norm = Math.hypot(...gradient);
    const way = (network: Network): number[] => {
      network.step(batch);
      return flat(network.parameters()).map((value, at) => start[at]! - value);
    };
    const clipped = way(create(norm / 10));
    expect(Math.hypot(...clipped)).toBeCloseTo(norm / 10, 5);
    for (const [at, value] of clipped.entries()) expect(value).toBeCloseTo(gradient[at]! / 10, 5);
    expect(way(create(norm * 1.01))).toEqual(way(create()));
  });
});

describe('an optimizer', () => {
  it('keeps no moment that is denormal: they would make every step slow', () => {
    const network = Network.create(graph, { loss, optimizer: adam({ beta2: 0.9 }), seed: 2 });
    const batch = drawRows(graph, 20, loss);
    for (let step = 0; step < 3; step += 1) network.step(batch);
    batch.inputs.data.fill(0);
    for (let step = 0; step < 2000; step += 1) network.step(batch);
    const { moment1, moment2 } = network.state().parameters;
    expect([...moment1!].filter((value) => value === 0).length).toBeGreaterThan(9 * 16 - 1);
    for (const value of moment1!) expect(value === 0 || Math.abs(value) >= 1e-30).toBe(true);
    // A mean of squares that are at least 1e-30; inputs have no bias.
    for (const value of moment2!) expect(value === 0 || value >= 0.9999e-30).toBe(true);
  });

  it.each([adam({ beta2: 0.99 }), rmsprop({ decay: 0.99 })])(
    'squares no gradient to a denormal number: $kind',
    (optimizer) => {
      // Gradients of 1e-20, whose squares are 1e-40: the second moment ends at its least, and is not 0.
      const network = Network.create(graph, { loss, optimizer, seed: 2 });
      const batch = drawRows(graph, 20, loss);
      const rowWeights = new Float32Array(20).fill(1e-20);
      for (let step = 0; step < 2000; step += 1) network.step(batch, { rowWeights });
      const { moment2, weights } = network.state().parameters;
      const of = [...moment2!.subarray(0, graph.edgeCount)];
      expect(Math.min(...of)).toBeGreaterThan(0.99e-30);
      expect(Math.max(...of)).toBeLessThan(1.01e-30);
      expect(weights!.every(Number.isFinite)).toBe(true);
    },
  );

  it.each([
    () => sgd({ learningRate: 0 }),
    () => sgd({ learningRate: Number.NaN }),
    () => sgd({ momentum: 1 }),
    () => sgd({ nesterov: true }),
    () => adam({ epsilon: 0 }),
    () => adamw({ weightDecay: -1 }),
    () => rmsprop({ decay: 1 }),
  ])('refuses numbers out of range (%#)', (make) => {
    expect(make).toThrow(LearnerError);
  });
});
