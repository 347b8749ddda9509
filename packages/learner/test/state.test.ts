import type { StateTree, StateValue } from '@graph/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adam,
  ConsolidationScheduler,
  ewc,
  Graph,
  GraphError,
  GrowthPolicy,
  huber,
  LearnerError,
  layered,
  Network,
  OnlineLearner,
  PruningPolicy,
  SmoothedLoss,
  sgd,
} from '../src/index.js';
import { drawRows } from './rows.js';

type Stateful = { state(): object };

const graph = layered({ inputs: 3, hidden: [9], outputs: 4, activation: 'tanh' });

function network(): Network {
  const made = Network.create(graph, { loss: huber(), optimizer: adam(), seed: 1 });
  made.protect({ path: true }).strength = 0.1;
  made.step(drawRows(graph, 20, huber()));
  made.widen(2);
  return made;
}

/** Each class with a state: one that has been used, and its `from`. */
const CLASSES: readonly [string, () => Stateful, (state: never) => Stateful][] = [
  ['Graph', () => network().graph, Graph.from],
  ['Network', network, Network.from],
  [
    'OnlineLearner',
    () => {
      const learner = new OnlineLearner({ network: network(), consolidation: ewc({ strength: 1 }) });
      learner.learnOne({ input: [1, 2, 3], target: [1, 0, 0, 0], domain: 2 });
      return learner;
    },
    (state) => OnlineLearner.from(state, { consolidation: ewc({ strength: 1 }) }),
  ],
  [
    'SmoothedLoss',
    () => {
      const smoothed = new SmoothedLoss(9);
      smoothed.update(0.3, 5);
      return smoothed;
    },
    (state) => SmoothedLoss.from(state, 9),
  ],
  [
    'ConsolidationScheduler',
    () => {
      const scheduler = new ConsolidationScheduler({ trigger: { when: 'examples', every: 8 } });
      scheduler.update({ rows: 5, loss: 0.2 });
      return scheduler;
    },
    (state) => ConsolidationScheduler.from(state, { trigger: { when: 'examples', every: 8 } }),
  ],
  [
    'GrowthPolicy',
    () => {
      const policy = new GrowthPolicy({ maxNeurons: 9, patience: 4 });
      policy.update({ rows: 5, loss: 0.2, neurons: 3 });
      return policy;
    },
    (state) => GrowthPolicy.from(state, { maxNeurons: 9, patience: 4 }),
  ],
  [
    'PruningPolicy',
    () => {
      const policy = new PruningPolicy({ fraction: 0.5, examples: 90 });
      policy.update({ rows: 5, edges: 30 });
      return policy;
    },
    (state) => PruningPolicy.from(state, { fraction: 0.5, examples: 90 }),
  ],
];

const isTree = (value: StateValue): value is StateTree =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Array.isArray(value);

/** The paths of all fields of a state. */
function pathsOf(tree: StateTree, path: readonly string[] = []): (readonly string[])[] {
  return Object.entries(tree).flatMap(([key, value]) => [
    [...path, key],
    ...(isTree(value) ? pathsOf(value, [...path, key]) : []),
  ]);
}

/** A copy with another value at `path`; undefined removes the field. */
function replace(tree: StateTree, [key, ...rest]: readonly string[], value: unknown): StateTree {
  const { [key!]: old, ...others } = tree;
  if (rest.length > 0) return { ...others, [key!]: replace(old as StateTree, rest, value) };
  return value === undefined ? others : { ...others, [key!]: value as StateValue };
}

const isTyped = (error: unknown): boolean =>
  (LearnerError.is(error) || GraphError.is(error)) && error.code === 'STATE';

describe.each(CLASSES)('the state of %s', (name, make, from) => {
  const state = make().state() as StateTree;

  it('restores one with an equal state, and says what it is', () => {
    expect(from(structuredClone(state) as never).state()).toEqual(state);
    expect(state).toMatchObject({ kind: expect.any(String), version: 1 });
  });

  it('is refused, with a typed error, when any field is missing or of another type', () => {
    const junk = fc.constantFrom<unknown>(
      undefined,
      null,
      'x',
      -1,
      0.5,
      Number.NaN,
      true,
      [],
      {},
      new Float32Array(2),
      new Int32Array(1),
    );
    // A method that is attached sets the strength anew.
    const paths = pathsOf(state).filter((path) => path.join('.') !== 'network.strength');
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, (path, value) => {
        let restored: Stateful;
        try {
          restored = from(replace(state, path, value) as never);
        } catch (error) {
          if (!isTyped(error)) throw error;
          return;
        }
        // Not every other value can be told from a right one; then it is what counts.
        const given = replace(state, path, value);
        expect(restored.state()).toEqual(given);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a list', []],
    ['the state of another class', { kind: 'adwin', version: 1 }],
    ['a later version', { ...state, version: 2 }],
  ])('is refused when it is %s', (_, other) => {
    expect.assertions(1);
    try {
      from(other as never);
    } catch (error) {
      expect(isTyped(error)).toBe(true);
    }
  });

  it.runIf(name === 'Network')('is refused when the parameters do not suit the optimizer', () => {
    const { moment1: _, ...parameters } = state['parameters'] as StateTree;
    expect(() => from({ ...state, parameters } as never)).toThrow(/moment1/);
    expect(() => from({ ...state, optimizer: sgd() } as never)).not.toThrow();
    expect(() =>
      from({ ...state, birth: new Int32Array(state['birth'] as Int32Array).fill(1) } as never),
    ).toThrow(/all different/);
  });
});
