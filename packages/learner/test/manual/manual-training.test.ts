import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  adam,
  layered,
  meanSquaredError,
  Network,
  type Optimizer,
  ParameterSnapshot,
  sgd,
  sparse,
} from '../../src/index.js';
import { drawRows, oneRow } from '../rows.js';

const loss = meanSquaredError();
const layers = layered({ inputs: 5, hidden: [9, 8], outputs: 3, activation: 'relu', skip: [[0, 3]] });
const optimizers: readonly Optimizer[] = [
  sgd({ learningRate: 0.05, momentum: 0.9 }),
  adam({ learningRate: 0.01 }),
];
const make = (optimizer: Optimizer = optimizers[1]!, graph = layers): Network =>
  Network.create(graph, { loss, optimizer, gradientClip: 1, maxBatch: 64, seed: 3 });

describe('a gradient', () => {
  it.each(optimizers)('that is applied is the step itself, to the bit: $kind', (optimizer) => {
    const graph = sparse({ inputs: 5, hidden: 20, outputs: 3, density: 0.3, seed: 4, activation: 'tanh' });
    const [plain, manual] = [make(optimizer, graph), make(optimizer, graph)];
    const gradient = new Float32Array(manual.manual.parameterCount);
    for (let step = 0; step < 6; step += 1) {
      const batch = drawRows(graph, 11 * step + 1, loss, step);
      const rowWeights = new Float32Array(batch.size).fill(0.5);
      expect(manual.manual.gradient(batch, gradient, { rowWeights })).toBe(plain.step(batch, { rowWeights }));
      manual.manual.apply(gradient);
    }
    expect(manual.state()).toEqual(plain.state());
  });

  it('is ordered as `gradients` is', () => {
    const network = make();
    const batch = drawRows(layers, 20, loss);
    const gradient = new Float32Array(network.manual.parameterCount).fill(7);
    network.manual.gradient(batch, gradient);
    const { weights, biases } = network.gradients(batch);
    expect(gradient).toEqual(Float32Array.of(...weights, ...biases));
  });

  it('can be projected, so that remembered rows get no worse (A-GEM)', () => {
    const network = make(sgd({ learningRate: 0.001 }));
    const [fresh, old] = [drawRows(layers, 16, loss, 1), drawRows(layers, 16, loss, 2)];
    const [g, reference] = [fresh, old].map((batch) => {
      const gradient = new Float32Array(network.manual.parameterCount);
      network.manual.gradient(batch, gradient);
      return gradient;
    });
    // Against the remembered rows, whatever the new ones say.
    for (let at = 0; at < g!.length; at += 1) g![at] = 0.1 * g![at]! - reference![at]!;
    const dot = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const share = dot(g!, reference!) / dot(reference!, reference!);
    expect(share).toBeLessThan(0);
    for (let at = 0; at < g!.length; at += 1) g![at] = g![at]! - share * reference![at]!;
    const before = network.gradients(old).loss;
    network.manual.apply(g!);
    expect(network.gradients(old).loss).toBeLessThan(before + 1e-4);
  });

  it('of the wrong length, or with a value that is no number, is refused', () => {
    const network = make();
    const before = network.state();
    const count = network.manual.parameterCount;
    const batch = drawRows(layers, 4, loss);
    expect(() => network.manual.apply(new Float32Array(count - 1))).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
    expect(() => network.manual.gradient(batch, new Float32Array(count + 1))).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
    expect(() => network.manual.apply(new Float32Array(count).fill(Number.NaN, 3, 4))).toThrow(
      expect.objectContaining({ code: 'NON_FINITE' }),
    );
    expect(network.state()).toEqual(before);
  });
});

describe('losses', () => {
  it('are those that a step would report row by row, to the bit, and take none', () => {
    const network = make();
    const batch = drawRows(layers, 150, loss);
    const before = network.state();
    const losses = network.manual.losses(batch);
    expect(network.state()).toEqual(before);
    expect(losses.length).toBe(150);
    for (const row of [0, 31, 32, 63, 64, 149]) {
      network.gradients(oneRow(batch, row));
      expect(losses[row]).toBe(network.rowLosses[0]);
    }
    const out = new Float32Array(200);
    expect(network.manual.losses(batch, out)).toBe(out);
    expect(out.slice(0, 150)).toEqual(losses);
  });

  it('may be infinite, since nothing follows from them', () => {
    const network = make();
    const batch = drawRows(layers, 3, loss);
    batch.targets.data[4] = Number.POSITIVE_INFINITY;
    const losses = network.manual.losses(batch);
    expect([...losses].map(Number.isFinite)).toEqual([true, false, true]);
  });

  it('of columns that do not fit, or into too little room, are refused', () => {
    const network = make();
    const batch = drawRows(layers, 3, loss);
    const narrow = { ...batch, inputs: ndarray(new Float32Array(12), [3, 4]) };
    expect(() => network.manual.losses(narrow)).toThrow(expect.objectContaining({ code: 'SHAPE' }));
    expect(() => network.manual.losses(batch, new Float32Array(2))).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
  });
});

describe('a snapshot', () => {
  it.each(optimizers)('undoes steps, to the bit: $kind', (optimizer) => {
    const network = make(optimizer);
    network.protect({ path: true }).strength = 0.1;
    for (let step = 0; step < 5; step += 1) network.step(drawRows(layers, 12, loss, step));
    const before = network.state();
    const snapshot = network.manual.snapshot();
    const wanted = network.step(drawRows(layers, 12, loss, 9));
    const after = network.state();
    network.step(drawRows(layers, 12, loss, 10));
    network.manual.restore(snapshot);
    expect(network.state()).toEqual(before);
    expect(network.step(drawRows(layers, 12, loss, 9))).toBe(wanted);
    expect(network.state()).toEqual(after);
  });

  it('can be taken again into the same room', () => {
    const network = make();
    const snapshot = new ParameterSnapshot();
    expect(network.manual.snapshot(snapshot)).toBe(snapshot);
    network.step(drawRows(layers, 12, loss));
    network.manual.snapshot(snapshot);
    expect(snapshot.steps).toBe(1);
    const kept = network.state();
    network.step(drawRows(layers, 12, loss));
    network.manual.restore(snapshot);
    expect(network.state()).toEqual(kept);
  });

  it('of another network, or of another shape, is refused', () => {
    const network = make();
    const snapshot = network.manual.snapshot();
    const state = expect.objectContaining({ code: 'STATE' });
    expect(() => make().manual.restore(snapshot)).toThrow(state);
    expect(() => network.manual.restore(new ParameterSnapshot())).toThrow(state);
    network.widen(2);
    expect(() => network.manual.restore(snapshot)).toThrow(state);
    network.manual.snapshot(snapshot);
    network.widen(1, network.graph.nodes.at(-1)!.id);
    expect(() => network.manual.restore(snapshot)).toThrow(state);
    network.manual.restore(network.manual.snapshot(snapshot));
  });

  it('finds the rows that a step would hurt most (MIR)', () => {
    const network = make();
    const candidates = drawRows(layers, 50, loss, 2);
    const before = network.manual.losses(candidates);
    const snapshot = network.manual.snapshot();
    network.step(drawRows(layers, 10, loss, 3));
    const hurt = network.manual.losses(candidates).map((value, row) => value - before[row]!);
    network.manual.restore(snapshot);
    expect(network.manual.losses(candidates)).toEqual(before);
    expect(Math.max(...hurt)).toBeGreaterThan(0);
  });
});
