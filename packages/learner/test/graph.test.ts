import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Graph, GraphBuilder, GraphError, type GraphErrorCode, layered, sparse } from '../src/index.js';

const failure = (
  make: () => unknown,
): { code: GraphErrorCode; nodes: readonly string[]; message: string } => {
  try {
    make();
  } catch (error) {
    if (GraphError.is(error)) return { code: error.code, message: error.message, nodes: error.nodes ?? [] };
    throw error;
  }
  throw new Error('nothing was thrown');
};

const small = (): GraphBuilder =>
  new GraphBuilder()
    .input('a')
    .input('b')
    .hidden('h')
    .output('y')
    .edge('a', 'h')
    .edge('b', 'h')
    .edge('h', 'y');

describe('Graph', () => {
  it('puts inputs first, outputs last, and each hidden node after its sources', () => {
    const graph = new GraphBuilder()
      .output('y')
      .hidden('late', { activation: 'tanh' })
      .hidden('early', { activation: 'relu', bias: false })
      .input('a')
      .edge('late', 'y')
      .edge('early', 'late', 0.5)
      .edge('a', 'early')
      .edge('a', 'y', -1)
      .build();
    expect(graph.nodes.map(({ id }) => id)).toEqual(['a', 'early', 'late', 'y']);
    expect(graph.edges).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 0, to: 3 },
      { from: 2, to: 3 },
    ]);
    expect(graph.edgeWeights).toEqual(Float32Array.of(Number.NaN, 0.5, -1, Number.NaN));
    expect(graph.nodes[1]).toEqual({ id: 'early', kind: 'hidden', activation: 'relu', bias: false });
    expect([graph.inputs, graph.outputs]).toEqual([[0], [3]]);
  });

  it('does not depend on the order in which the edges were given', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.nat(20),
        fc.array(fc.nat(), { minLength: 300, maxLength: 300 }),
        (seed, hidden, keys) => {
          const graph = sparse({ inputs: 3, hidden, outputs: 2, density: 0.3, seed });
          const order = Int32Array.from(graph.edgeFrom.keys()).sort(
            (one, other) => keys[one]! - keys[other]!,
          );
          const again = Graph.of({
            nodes: graph.nodes,
            edgeFrom: order.map((edge) => graph.edgeFrom[edge]!),
            edgeTo: order.map((edge) => graph.edgeTo[edge]!),
          });
          expect(again.state()).toEqual(graph.state());
          for (const { from, to } of graph.edges) expect(from).toBeLessThan(to);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('goes through JSON and through its state unchanged, weights and biases included', () => {
    const graph = small().hidden('k', { bias: 0.25 }).edge('a', 'k', 2).edge('k', 'y').build();
    for (const again of [
      Graph.fromJSON(JSON.parse(JSON.stringify(graph))),
      Graph.from(structuredClone(graph.state())),
    ]) {
      expect(again.state()).toEqual(graph.state());
      expect(again.toJSON()).toEqual(graph.toJSON());
    }
    expect(graph.toJSON().nodes.find(({ id }) => id === 'k')).toMatchObject({ bias: 0.25 });
    expect(graph.toJSON().edges).toContainEqual(['a', 'k', 2]);
  });

  it.each<[string, GraphErrorCode, string[], () => unknown]>([
    ['a cycle', 'CYCLE', ['g', 'h'], () => small().hidden('g').edge('h', 'g').edge('g', 'h').build()],
    ['a node that feeds itself', 'CYCLE', ['h'], () => small().edge('h', 'h')],
    ['a node that feeds nothing', 'DANGLING_NODE', ['g'], () => small().hidden('g').edge('a', 'g').build()],
    ['a node that nothing feeds', 'DANGLING_NODE', ['g'], () => small().hidden('g').edge('g', 'y').build()],
    ['an output that nothing feeds', 'DANGLING_NODE', ['z'], () => small().output('z').build()],
    ['an input that feeds nothing', 'DANGLING_NODE', ['c'], () => small().input('c').build()],
    [
      'an unknown activation',
      'UNKNOWN_ACTIVATION',
      ['g'],
      () => small().hidden('g', { activation: 'gelu' as never }),
    ],
    ['a duplicate edge', 'DUPLICATE_EDGE', ['a', 'h'], () => small().edge('a', 'h')],
    ['a duplicate node', 'DUPLICATE_NODE', ['h'], () => small().hidden('h')],
    ['an edge to nowhere', 'UNKNOWN_NODE', ['nowhere'], () => small().edge('a', 'nowhere')],
    ['an edge into an input', 'DIRECTION', ['h', 'a'], () => small().edge('h', 'a').build()],
    ['an edge out of an output', 'DIRECTION', ['y', 'h'], () => small().edge('y', 'h').build()],
    ['a weight that is no number', 'OPTION', ['a', 'y'], () => small().edge('a', 'y', Number.NaN)],
    ['a bias that is no number', 'OPTION', ['g'], () => small().hidden('g', { bias: Number.NaN })],
    ['no nodes', 'EMPTY', [], () => new GraphBuilder().build()],
    ['a layer of 0', 'OPTION', [], () => layered({ inputs: 2, hidden: [0], outputs: 1 })],
    [
      'a skip to the next layer',
      'OPTION',
      [],
      () => layered({ inputs: 2, hidden: [2], outputs: 1, skip: [[0, 1]] }),
    ],
    [
      'the same skip twice',
      'DUPLICATE_EDGE',
      ['in.0', 'out.0'],
      () =>
        layered({
          inputs: 2,
          hidden: [2],
          outputs: 1,
          skip: [
            [0, 2],
            [0, 2],
          ],
        }),
    ],
    ['a density of 0', 'OPTION', [], () => sparse({ inputs: 1, hidden: 1, outputs: 1, density: 0, seed: 1 })],
    ['JSON of something else', 'JSON', [], () => Graph.fromJSON({ nodes: [], edges: [] })],
    ['JSON that is a list', 'JSON', [], () => Graph.fromJSON([])],
    [
      'a JSON edge to nowhere',
      'UNKNOWN_NODE',
      ['x'],
      () => Graph.fromJSON({ ...small().build().toJSON(), edges: [['a', 'x']] }),
    ],
    ['a JSON edge of one', 'JSON', [], () => Graph.fromJSON({ ...small().build().toJSON(), edges: [['a']] })],
    [
      'a JSON duplicate edge',
      'DUPLICATE_EDGE',
      ['a', 'h'],
      () =>
        Graph.fromJSON({
          ...small().build().toJSON(),
          edges: [
            ['a', 'h'],
            ['h', 'y'],
            ['a', 'h'],
          ],
        }),
    ],
  ])('refuses %s, naming the nodes', (_, code, nodes, make) => {
    const error = failure(make);
    expect([error.code, [...error.nodes].sort()]).toEqual([code, [...nodes].sort()]);
    for (const node of nodes) expect(error.message).toContain(`'${node}'`);
  });

  it('names a whole cycle and nothing else, wherever it hides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(1000), (length, seed) => {
        const graph = sparse({ inputs: 2, hidden: 12, outputs: 1, density: 0.4, seed });
        const ring = Array.from({ length }, (_, at) => 2 + ((at * 5 + seed) % 12));
        const edges = new Set(graph.edges.map(({ from, to }) => `${from},${to}`));
        for (let at = 0; at < length; at += 1) edges.add(`${ring[at]},${ring[(at + 1) % length]}`);
        const pairs = [...edges].map((edge) => edge.split(',').map(Number));
        const parts = {
          nodes: graph.nodes,
          edgeFrom: Int32Array.from(pairs, ([from]) => from!),
          edgeTo: Int32Array.from(pairs, ([, to]) => to!),
        };
        const { code, nodes } = failure(() => Graph.of(parts));
        expect(code).toBe('CYCLE');
        const named = nodes.map((id) => graph.nodes.findIndex((node) => node.id === id));
        for (let at = 0; at < named.length; at += 1)
          expect(edges).toContain(`${named[at]},${named[(at + 1) % named.length]}`);
      }),
      { numRuns: 50 },
    );
  });
});

describe('layered', () => {
  it('connects each layer completely to the next, and skips where asked', () => {
    const graph = layered({ inputs: 3, hidden: [4, 2], outputs: 2, activation: 'tanh', skip: [[0, 3]] });
    expect(graph.edgeCount).toBe(3 * 4 + 4 * 2 + 2 * 2 + 3 * 2);
    expect(graph.nodes.map(({ activation }) => activation).join()).toBe(
      'linear,linear,linear,tanh,tanh,tanh,tanh,tanh,tanh,linear,linear',
    );
    expect(graph.edges.filter(({ to }) => to === 9).map(({ from }) => from)).toEqual([0, 1, 2, 7, 8]);
  });

  it('makes 784-400-400-10 in less than a CPU-second', () => {
    const start = process.cpuUsage();
    const graph = layered({ inputs: 784, hidden: [400, 400], outputs: 10 });
    expect(graph.edgeCount).toBe(784 * 400 + 400 * 400 + 400 * 10);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
  });
});

describe('sparse', () => {
  it('gives the golden graph of seed 1', () => {
    const graph = sparse({ inputs: 2, hidden: 3, outputs: 1, density: 0.4, seed: 1 });
    expect(graph.edges.map(({ from, to }) => `${from}>${to}`).join(' ')).toMatchInlineSnapshot(
      `"1>2 1>3 0>4 3>4 1>5 2>5 4>5"`,
    );
  });

  it('has the density asked for (alpha 1e-4)', () => {
    const graph = sparse({ inputs: 32, hidden: 500, outputs: 1, density: 0.05, seed: 7 });
    const pairs = 32 * 500 + (500 * 499) / 2 + 532;
    expect(Math.abs(graph.edgeCount - pairs * 0.05)).toBeLessThan(3.9 * Math.sqrt(pairs * 0.05 * 0.95) + 30);
  });

  it('leaves no node hanging, at any density and size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.nat(30),
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.integer(),
        (inputs, hidden, outputs, density, seed) => {
          const graph = sparse({ inputs, hidden, outputs, density, seed });
          expect(new Set([...graph.edgeFrom, ...graph.edgeTo]).size).toBe(inputs + hidden + outputs);
        },
      ),
    );
  });
});
