import { type Batch, copyTree, type StateTree } from '@graph/core';
import type { NdArray } from 'ndarray';
import {
  balanced,
  defineSchema,
  type Eviction,
  type Field,
  fifo,
  type LowestPriorityOptions,
  lowestPriority,
  mixed,
  ReplayBank,
  type ReplayBankOptions,
  ReplayError,
  type ReplayErrorCode,
  ReplayMemory,
  ReplayProducer,
  type ReplayState,
  recency,
  type Schema,
  type Strategy,
  uniform,
} from '../src/index.js';

// What a learner needs of a memory, as it declares it by itself.
type RehearsalBatch = Batch & { readonly ids: Float64Array; readonly weights?: Float32Array };
type RehearsalMemory = {
  readonly size: number;
  add(rows: Batch): unknown;
  sample(batch: RehearsalBatch, count: number, strategy?: unknown): number;
  createBatch?(capacity: number): RehearsalBatch;
  updatePriorities?(ids: Float64Array, priorities: Float32Array, count: number): unknown;
  widen?(widths: { inputs: number; targets: number }): void;
};

const bare = new ReplayMemory({
  schema: { inputs: { dtype: 'float32', shape: [4] }, targets: { dtype: 'float32', shape: [2] } },
  capacity: 10,
  seed: 1,
});
const withDomains = new ReplayMemory({
  schema: defineSchema({
    inputs: { dtype: 'float32', shape: [4] },
    targets: { dtype: 'float32', shape: [2] },
    domains: { dtype: 'uint16', shape: [] },
  }),
  capacity: 10,
  seed: 1,
  strategy: mixed(),
  eviction: fifo(),
});
export const memories: readonly RehearsalMemory[] = [bare, withDomains];

// Widths that are known at run time only.
type TableSchema = {
  readonly inputs: Field<'float32'>;
  readonly targets: Field<'float32'>;
  readonly domains: Field<'uint16', readonly []>;
};
function ofWidth(inputs: number, targets: number): ReplayMemory<TableSchema> {
  return new ReplayMemory({
    schema: {
      inputs: { dtype: 'float32', shape: [inputs] },
      targets: { dtype: 'float32', shape: [targets] },
      domains: { dtype: 'uint16', shape: [] },
    },
    capacity: 10,
    seed: 1,
  });
}
const table = ofWidth(3, 1);
export const rehearsal: RehearsalMemory = table;
export const sameTable: ReplayMemory<TableSchema> = withDomains;
export const inputsOf = (): NdArray<Float32Array> => table.createBatch(1).inputs;
export const domainsOf = (): Uint16Array => table.createBatch(1).domains;
export const one = (): number | undefined => table.inspect(0)?.values.domains;
table.widen({ inputs: 12, targets: 3 }, { inputs: Number.NaN });
table.replaceField('domains', (id, values: Uint16Array) => values.fill(id));
// @ts-expect-error the width of a field that there is not
table.widen({ levels: 3 });
// @ts-expect-error a field that there is not
table.replaceField('levels', () => {});
// @ts-expect-error the numbers of another dtype
table.replaceField('domains', (_id, values: Float64Array) => values);

// Fields that are known at run time only: columns by name, nothing about them is known.
const general = new ReplayMemory<Schema>({ schema: table.schema, capacity: 10, seed: 1 });
export const anything: readonly ReplayMemory<Schema>[] = [general, bare, withDomains, table];
const rows: { readonly size: number; readonly [name: string]: Float32Array | number } = { size: 0 };
general.add(rows);
general.widen({ inputs: 12 });
general.replaceField('inputs', (_id, values) => values.fill(0));
export const size: number = general.createBatch(3).size;
// @ts-expect-error that it has inputs is not known
export const notKnown: RehearsalMemory = general;

// Columns are plain typed arrays or NdArrays, of the field's dtype.
const batch = withDomains.createBatch(2);
withDomains.add(batch);
withDomains.add({ ...batch, inputs: new Float32Array(8) }, { from: 1, priorities: new Float32Array(2) });
withDomains.add({ size: 0, inputs: batch.inputs, targets: new Float32Array(4), domains: new Uint16Array(2) });
// @ts-expect-error a column is missing
withDomains.add({ size: 0, inputs: batch.inputs, targets: batch.targets });
// @ts-expect-error a column of another dtype
withDomains.add({ ...batch, domains: new Uint8Array(2) });
// @ts-expect-error an option that there is not
withDomains.add(batch, { priority: new Float32Array(2) });
// @ts-expect-error columns are refilled, not replaced
batch.inputs = batch.targets;
batch.size = 1;
// @ts-expect-error a batch of another schema
withDomains.sample(bare.createBatch(2), 2);

// Options are those that there are.
// @ts-expect-error eviction
new ReplayMemory({ schema: table.schema, capacity: 1, seed: 1, evictions: fifo() });
// @ts-expect-error a strategy is not an eviction
export const eviction: Eviction = uniform();
export const strategy: Strategy = balanced({ by: 'domains' });
// @ts-expect-error by is missing
balanced({});
// @ts-expect-error a dtype that there is not
defineSchema({ x: { dtype: 'float16', shape: [] } });

// A state is a tree for a checkpoint, and a tree of unknown content is restored.
const state: ReplayState = withDomains.state();
const tree: StateTree = copyTree(state);
export const restored: readonly ReplayMemory<Schema>[] = [
  ReplayMemory.from(state),
  ReplayMemory.from(tree, { schema: withDomains.schema }),
];
// @ts-expect-error the seed is in the state
ReplayMemory.from(state, { seed: 1 });

const caught: unknown = new ReplayError('SHAPE', 'wrong');
export const code: ReplayErrorCode | undefined = ReplayError.is(caught) ? caught.code : undefined;
// @ts-expect-error the code is OPTION
new ReplayError('OPTIONS', 'wrong');

const producer = new ReplayProducer<TableSchema>(table.openProducer(8));
producer.add(table.createBatch(1), { from: 0 });

const herding: LowestPriorityOptions = { by: 'labels' };
lowestPriority(herding) satisfies Eviction;
recency({ halfLife: 10, where: { field: 'domains', not: 3 } }) satisfies Strategy;

const bankOptions: ReplayBankOptions = { width: 3, capacity: 64, eviction: 'reservoir' };
const bank = new ReplayBank(bankOptions);
export const put: number = bank.put(bank.take(bank.add(1)));
// @ts-expect-error a policy is for one memory; of a bank it is a word
new ReplayBank({ width: 3, capacity: 64, eviction: fifo() });
// @ts-expect-error rows are numbers side by side
bank.update(put, { inputs: new Float32Array(3) });
