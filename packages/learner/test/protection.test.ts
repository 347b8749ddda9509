import { describe, expect, it } from 'vitest';
import {
  adam,
  type Graph,
  layered,
  meanSquaredError,
  Network,
  sgd,
  softmaxCrossEntropy,
  sparse,
} from '../src/index.js';
import { drawRows, oneRow } from './rows.js';

const graphs: [string, Graph][] = [
  ['layers', layered({ inputs: 9, hidden: [12, 16], outputs: 3, activation: 'tanh' })],
  [
    'a sparse graph',
    sparse({ inputs: 9, hidden: 30, outputs: 3, density: 0.2, seed: 2, activation: 'tanh' }),
  ],
];

function all(of: { weights: Float32Array; biases: Float32Array }): number[] {
  return [...of.weights, ...of.biases];
}

describe.each(graphs)('protection of %s', (_, graph) => {
  it('sums the squares of the gradients of single rows', () => {
    const loss = softmaxCrossEntropy();
    const network = Network.create(graph, { loss, optimizer: adam(), seed: 1, maxBatch: 70 });
    // More rows than go through the kernels at once (their sums were once overwritten by plain gradients).
    const rows = drawRows(graph, 101, loss);
    const wanted = new Float64Array(graph.edgeCount + graph.nodes.length);
    for (let row = 0; row < rows.size; row += 1)
      for (const [at, value] of all(network.gradients(oneRow(rows, row))).entries())
        wanted[at]! += value * value;
    const protection = network.protect();
    protection.addSquaredGradients(rows, 0.5);
    const largest = Math.max(...wanted);
    for (const [at, value] of protection.importance().entries())
      expect(Math.abs(value - 0.5 * wanted[at]!)).toBeLessThan(1e-5 * largest);
    protection.scaleImportance(2);
    expect(protection.importance()[3]).toBeCloseTo(wanted[3]!, 4);
  });

  it('sums the sizes of the gradients of the squared outputs of single rows', () => {
    // With targets 0, the loss is the squared norm over the number of outputs.
    const loss = meanSquaredError();
    const network = Network.create(graph, { loss, optimizer: adam(), seed: 1 });
    const rows = drawRows(graph, 75, loss);
    rows.targets.data.fill(0);
    const wanted = new Float64Array(graph.edgeCount + graph.nodes.length);
    for (let row = 0; row < rows.size; row += 1)
      for (const [at, value] of all(network.gradients(oneRow(rows, row))).entries())
        wanted[at]! += Math.abs(3 * value);
    rows.targets.data.fill(Number.NaN);
    const protection = network.protect();
    protection.addOutputSensitivities(rows, 1);
    const largest = Math.max(...wanted);
    for (const [at, value] of protection.importance().entries())
      expect(Math.abs(value - wanted[at]!)).toBeLessThan(1e-5 * largest);
  });

  it.each([sgd({ learningRate: 0.1 }), adam({ learningRate: 0.1 })])(
    'draws each parameter back to its anchor after the step, by q / (1 + q) of the way ($kind)',
    (optimizer) => {
      const loss = meanSquaredError();
      const create = (): Network => Network.create(graph, { loss, optimizer, seed: 1 });
      const rows = drawRows(graph, 32, loss);
      const [network, free] = [create(), create()];
      const protection = network.protect();
      protection.addSquaredGradients(rows, 1);
      protection.strength = 0.7;
      const anchor = all(network.parameters());
      const importance = protection.importance();
      network.step(rows);
      free.step(rows);
      const went = all(free.parameters());
      for (const [at, value] of all(network.parameters()).entries()) {
        const q = 0.1 * 0.7 * importance[at]!;
        expect(value).toBeCloseTo((went[at]! + q * anchor[at]!) / (1 + q), 6);
      }
    },
  );

  it('holds still under any strength (the gradient of a penalty this strong overshot without bound)', () => {
    const loss = meanSquaredError();
    const network = Network.create(graph, { loss, optimizer: sgd({ learningRate: 0.1 }), seed: 1 });
    const rows = drawRows(graph, 32, loss);
    const protection = network.protect();
    protection.addSquaredGradients(rows, 1);
    protection.strength = 1e12;
    const [anchor, importance] = [all(network.parameters()), protection.importance()];
    for (let step = 0; step < 100; step += 1) network.step(rows);
    for (const [at, value] of all(network.parameters()).entries())
      if (importance[at]! > 1e-6) expect(value).toBeCloseTo(anchor[at]!, 4);
  });

  it('integrates gradient times way along the steps, and folds it into importances', () => {
    const loss = meanSquaredError();
    const network = Network.create(graph, { loss, optimizer: adam({ learningRate: 0.01 }), seed: 1 });
    const protection = network.protect({ path: true });
    const rows = drawRows(graph, 32, loss);
    const wanted = new Float64Array(graph.edgeCount + graph.nodes.length);
    const start = all(network.parameters());
    for (let step = 0; step < 5; step += 1) {
      const [before, gradient] = [all(network.parameters()), all(network.gradients(rows))];
      network.step(rows);
      for (const [at, value] of all(network.parameters()).entries())
        wanted[at]! -= gradient[at]! * (value - before[at]!);
    }
    const end = all(network.parameters());
    protection.foldPath(0.1);
    for (const [at, value] of protection.importance().entries()) {
      const way = end[at]! - start[at]!;
      expect(value).toBeCloseTo(Math.max(0, wanted[at]! / (way * way + 0.1)), 6);
    }
    expect(protection.penalty()).toBe(0);
  });
});
