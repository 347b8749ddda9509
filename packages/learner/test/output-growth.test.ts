import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adam,
  adamw,
  type Graph,
  huber,
  type Loss,
  layered,
  meanSquaredError,
  Network,
  type Optimizer,
  rmsprop,
  sgd,
  softmaxCrossEntropy,
} from '../src/index.js';
import { drawRows } from './rows.js';

const optimizers: readonly Optimizer[] = [
  adam({ learningRate: 0.01 }),
  adamw({ learningRate: 0.01, weightDecay: 0.1 }),
  rmsprop({ momentum: 0.5 }),
  sgd({ learningRate: 0.05 }),
];
const losses: readonly Loss[] = [softmaxCrossEntropy(), meanSquaredError(), huber()];
const graphs: readonly Graph[] = [
  layered({ inputs: 5, hidden: [17], outputs: 2, activation: 'tanh' }),
  layered({ inputs: 9, hidden: [8, 12], outputs: 5, skip: [[0, 3]] }),
  layered({ inputs: 20, hidden: [], outputs: 4 }),
  layered({ inputs: 3, hidden: [6], outputs: 2 }),
];

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('outputs' as const), count: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('step' as const), count: fc.constantFrom(1, 7, 33) }),
  },
  ...(['hidden', 'inputs', 'prune', 'consolidate', 'restore'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant(kind), count: fc.integer({ min: 1, max: 3 }) }),
  })),
);

describe('outputs that are added within their room', () => {
  it('leave every bit as if the network were laid out anew each time, whatever else happens to it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...graphs),
        fc.constantFrom(...losses),
        fc.constantFrom(...optimizers),
        fc.boolean(),
        fc.array(action, { minLength: 10, maxLength: 30 }),
        (graph, loss, optimizer, path, actions) => {
          let roomy = Network.create(graph, { loss, optimizer, seed: 3, maxBatch: 40, gradientClip: 1 });
          roomy.protect({ path }).strength = 0.5;
          let tight = Network.from(roomy.state());
          for (const [at, { kind, count }] of actions.entries()) {
            // A network has no room just after it was restored.
            tight = Network.from(tight.state());
            const both = (act: (network: Network) => unknown): void => {
              expect(act(roomy)).toEqual(act(tight));
            };
            const rows = drawRows(tight.graph, 33, loss, at);
            if (kind === 'outputs') both((network) => network.widen(count, network.graph.nodes.at(-1)!.id));
            else if (kind === 'step') both((network) => network.step({ ...rows, size: count }));
            else if (kind === 'hidden' && graph.nodes.some((node) => node.kind === 'hidden'))
              both((network) => network.widen(count));
            else if (kind === 'inputs') both((network) => network.widenInputs(count));
            else if (kind === 'prune') both((network) => network.prune({ edges: count }));
            else if (kind === 'consolidate')
              both((network) => {
                network.protect().addSquaredGradients(rows, 'relative', { anchor: 'mean' });
                if (path) network.protect().foldPath(0.1, 'relative');
                return network.protect().penalty();
              });
            else if (kind === 'restore') roomy = Network.from(structuredClone(roomy.state()));
            both((network) => network.predict(drawRows(network.graph, 5, loss, at).inputs).data);
          }
          expect(roomy.state()).toEqual(tight.state());
        },
      ),
      { numRuns: 25 },
    );
  });

  it('cost little: 800 outputs, one by one, in less than 3 CPU-seconds', () => {
    const graph = layered({ inputs: 20, hidden: [64], outputs: 2 });
    const network = Network.create(graph, { loss: softmaxCrossEntropy(), optimizer: adam(), seed: 1 });
    const start = process.cpuUsage();
    for (let added = 0; added < 800; added += 1) network.widen(1, network.graph.nodes.at(-1)!.id);
    const { user, system } = process.cpuUsage(start);
    expect(network.outputWidth).toBe(802);
    expect((user + system) / 1e6).toBeLessThan(3);
  });

  it('may be named by hand, and are checked as ever', () => {
    const graph = layered({ inputs: 4, hidden: [16], outputs: 6 });
    const network = Network.create(graph, { loss: meanSquaredError(), optimizer: adam(), seed: 1 });
    const all = graph.nodes.filter(({ kind }) => kind === 'hidden').map(({ id }) => id);
    const grow = (id: string, sources: readonly string[]): void =>
      network.grow({
        nodes: [{ id, kind: 'output' }],
        edges: sources.map((from) => [from, id] as const),
      });
    grow('a', all);
    grow('b', all);
    grow('c', all.slice(3));
    grow('d', ['in.0']);
    expect(network.graph.nodes.slice(-4).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    const before = network.state();
    expect(() => grow('a', all)).toThrow(expect.objectContaining({ code: 'DUPLICATE_NODE' }));
    expect(() => grow('in.0', all)).toThrow(expect.objectContaining({ code: 'DUPLICATE_NODE' }));
    expect(() => grow('e', [])).toThrow(expect.objectContaining({ code: 'DANGLING_NODE' }));
    expect(() => grow('e', ['nobody'])).toThrow(expect.objectContaining({ code: 'OPTION' }));
    expect(() => grow('e', ['out.0'])).toThrow(expect.objectContaining({ code: 'DIRECTION' }));
    expect(() => grow('e', ['in.0', 'in.0'])).toThrow(expect.objectContaining({ code: 'DUPLICATE_EDGE' }));
    expect(network.state()).toEqual(before);
  });

  it.each([{ bias: false }, { activation: 'tanh' as const }])('may be unlike the others: %j', (other) => {
    const graph = layered({ inputs: 4, hidden: [16], outputs: 6 });
    const loss = meanSquaredError();
    const optimizer = adam({ learningRate: 0.01 });
    const roomy = Network.create(graph, { loss, optimizer, seed: 1 });
    const edgesTo = (id: string) =>
      graph.nodes.flatMap((node) => (node.kind === 'hidden' ? [[node.id, id] as const] : []));
    roomy.widen(1, 'out.5');
    const tight = Network.from(roomy.state());
    for (const network of [roomy, tight]) {
      network.grow({ nodes: [{ id: 'other', kind: 'output', ...other }], edges: edgesTo('other') });
      for (let step = 0; step < 5; step += 1) network.step(drawRows(network.graph, 20, loss, step));
    }
    expect(roomy.state()).toEqual(tight.state());
    const { biases } = roomy.parameters();
    expect(biases.at(-1) === 0).toBe('bias' in other);
    const { inputs } = drawRows(roomy.graph, 20, loss, 9);
    for (let at = 0; at < inputs.data.length; at += 1) inputs.data[at] = inputs.data[at]! * 1000;
    const last = [...roomy.predict(inputs).data].filter((_, at) => at % 8 === 7);
    expect(last.every((value) => Math.abs(value) <= 1)).toBe('activation' in other);
  });

  it('are no part of a state: room is not saved', () => {
    const graph = layered({ inputs: 4, hidden: [16], outputs: 6 });
    const network = Network.create(graph, { loss: meanSquaredError(), optimizer: adam(), seed: 1 });
    network.widen(1, 'out.5');
    const { parameters, graph: saved } = network.state();
    expect(saved.kinds.length).toBe(4 + 16 + 7);
    expect(parameters.weights!.length).toBe(4 * 16 + 16 * 7 + 27);
    expect([
      network.targets.length,
      network.predict(drawRows(network.graph, 2, meanSquaredError()).inputs).shape[1],
    ]).toEqual([256 * 7, 7]);
  });
});

describe('inputs that are added', () => {
  it('change no bit of the outputs, are named after the others, and are learned from', () => {
    const graph = layered({ inputs: 9, hidden: [12, 16], outputs: 3, activation: 'tanh', skip: [[0, 3]] });
    const loss = meanSquaredError();
    const network = Network.create(graph, { loss, optimizer: adam({ learningRate: 0.01 }), seed: 1 });
    for (let step = 0; step < 5; step += 1) network.step(drawRows(graph, 20, loss, step));
    const narrow = drawRows(graph, 20, loss, 7);
    const before = [...network.predict(narrow.inputs).data];
    network.widenInputs(2);
    expect(network.graph.nodes.slice(8, 11).map(({ id }) => id)).toEqual(['in.8', 'in.9', 'in.10']);
    expect(network.edges).toBe(graph.edgeCount + 2 * (12 + 3));
    const wide = drawRows(network.graph, 20, loss, 8);
    for (let row = 0; row < 20; row += 1)
      wide.inputs.data.set(narrow.inputs.data.subarray(row * 9, row * 9 + 9), row * 11);
    expect([...network.predict(wide.inputs).data]).toEqual(before);
    network.step(wide);
    const { weights } = network.parameters();
    const isNew = network.graph.edgeFrom.map((from) => (from === 9 || from === 10 ? 1 : 0));
    expect(weights.filter((weight, edge) => isNew[edge] === 1 && weight !== 0).length).toBe(30);
    expect(() => network.widenInputs(-1)).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });
});
