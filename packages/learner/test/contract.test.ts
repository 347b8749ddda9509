import type { ContractCase } from '@graph/core/contract';
import { describe, expect, it } from 'vitest';
import { consolidationMethodContract, rehearsalMemoryContract } from '../src/contract/index.js';
import {
  type ConsolidationMethod,
  ewc,
  memoryAwareSynapses,
  type Network,
  onlineEwc,
  type RehearsalBatch,
  type RehearsalMemory,
  type RememberedRows,
  synapticIntelligence,
} from '../src/index.js';
import { ArrayMemory } from './array-memory.js';

/** The names of the cases that fail. */
function failures(cases: readonly ContractCase[]): string[] {
  return cases.flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch {
      return [name];
    }
  });
}

describe.each<[string, () => RehearsalMemory]>([
  ['a memory of objects', () => new ArrayMemory(1)],
  ['a memory with weights', () => new ArrayMemory(1, 0.5)],
])('the contract of a rehearsal memory, kept by %s', (_, make) => {
  for (const { name, run } of rehearsalMemoryContract(make)) it(name, run);
});

describe.each<[string, string, () => RehearsalMemory]>([
  [
    'counts the capacity of a batch',
    'takes in the first `size` rows of a batch, and counts them',
    () =>
      new (class extends ArrayMemory {
        override add(rows: RememberedRows): void {
          super.add({ ...rows, size: rows.inputs.shape[0]! });
        }
      })(1),
  ],
  [
    'gives one row too few',
    'gives as many rows as were asked for, or as it has',
    () =>
      new (class extends ArrayMemory {
        override sample(batch: RehearsalBatch, count: number): number {
          return super.sample(batch, Math.max(0, count - 1));
        }
      })(1),
  ],
  [
    'gives the inputs of one row with the targets of another',
    'gives each row whole: its inputs with its targets, as they were added',
    () =>
      new (class extends ArrayMemory {
        override sample(batch: RehearsalBatch, count: number): number {
          const size = super.sample(batch, count);
          batch.targets.data.copyWithin(0, 2, size * 2);
          return size;
        }
      })(1),
  ],
  [
    'keeps the batch that it is given',
    'copies what it is given',
    () =>
      new (class extends ArrayMemory {
        readonly #given: RememberedRows[] = [];
        override add(rows: RememberedRows): void {
          this.#given.push(rows);
          super.add(rows);
        }
        override sample(batch: RehearsalBatch, count: number, strategy?: unknown): number {
          for (const { inputs, size } of this.#given)
            for (let row = 0; row < size; row += 1) this.rows[row]!.input[0] = inputs.data[row * 3]!;
          return super.sample(batch, count, strategy);
        }
      })(1),
  ],
  [
    'clears the rest of the batch',
    'leaves rows behind those that it fills as they are',
    () =>
      new (class extends ArrayMemory {
        override sample(batch: RehearsalBatch, count: number): number {
          batch.inputs.data.fill(0);
          return super.sample(batch, count);
        }
      })(1),
  ],
  ['gives weights of 0', 'gives weights, if any, that are finite and above 0', () => new ArrayMemory(1, 0)],
  [
    'loses rows when it widens them',
    'if it can widen its rows, gives remembered ones zeros and takes in wider ones',
    () =>
      new (class extends ArrayMemory {
        override widen(): void {
          this.rows.length = 0;
        }
      })(1),
  ],
])('a memory that %s', (_, name, make) => {
  it('breaks the contract', () => {
    expect(failures(rehearsalMemoryContract(make))).toContain(name);
  });
});

describe.each<[string, () => ConsolidationMethod]>([
  ['ewc', () => ewc({ strength: 1 })],
  ['onlineEwc', () => onlineEwc({ strength: 1 })],
  ['synapticIntelligence', () => synapticIntelligence({ strength: 1 })],
  ['memoryAwareSynapses', () => memoryAwareSynapses({ strength: 1 })],
])('the contract of a consolidation method, kept by %s', (_, make) => {
  for (const { name, run } of consolidationMethodContract(make)) it(name, run);
});

describe.each<[string, string, Partial<ConsolidationMethod>]>([
  ['has no kind of its own', 'says its kind, and how strong it is', { kind: 'none' }],
  [
    'holds back from the start',
    'leaves learning as it is, to the bit, until the first consolidation',
    {
      attach(network: Network): void {
        const protection = network.protect();
        protection.strength = 1;
        protection.addSquaredGradients(oneRow(), 1);
      },
    },
  ],
  [
    'takes a step while it consolidates',
    'changes no parameter by consolidating',
    { consolidate: (network, rows) => void network.step(rows) },
  ],
  ['does nothing', 'holds the parameters back afterwards', { consolidate: () => {} }],
  [
    'begins anew when it is attached again',
    'may be attached again, as when a learner is restored',
    {
      attach(network: Network): void {
        network.protect().scaleImportance(0);
        network.protect().strength = 1;
      },
    },
  ],
  [
    'divides by the number of rows',
    'takes no rows for nothing to estimate from',
    { consolidate: (network, rows) => network.protect().scaleImportance(1 / rows.size) },
  ],
])('a method that %s', (_, name, part) => {
  it('breaks the contract', () => {
    expect(failures(consolidationMethodContract(() => ({ ...ewc({ strength: 1 }), ...part })))).toContain(
      name,
    );
  });
});

function oneRow(): RehearsalBatch {
  const batch = new ArrayMemory(1).createBatch(1);
  batch.inputs.data.fill(1);
  batch.size = 1;
  return batch;
}
