import type { NdArray } from 'ndarray';
import { type ContractCase, ensure } from '../src/contract/index.js';
import {
  type Batch,
  copyTree,
  createBatch,
  defineError,
  type ErrorClass,
  ndArray,
  OptionChecks,
  type OptionNames,
  Random,
  type RandomState,
  StateFormat,
  type StateHeader,
  type StateTree,
} from '../src/index.js';

// A batch takes further columns, and is taken where fewer are read.
const batch: Batch & { readonly domains: Uint16Array } = {
  ...createBatch(4, 2, 1),
  domains: new Uint16Array(4),
};
export const narrow: Batch = batch;
batch.size = 3;
// @ts-expect-error the columns are refilled, not replaced
batch.inputs = batch.targets;
// @ts-expect-error a batch has targets
export const half: Batch = { size: 0, inputs: batch.inputs };
export const view: NdArray<Int32Array> = ndArray(new Int32Array(4), [2, 2]);
// @ts-expect-error the type of the data is the type of the view
export const other: NdArray<Float32Array> = ndArray(new Int32Array(4), [2, 2]);

// One class of errors: its codes, its fields.
type OvenCode = 'OPTION' | 'STATE' | 'HOT';
const OvenError: ErrorClass<OvenCode, { readonly degrees?: number }> = defineError('OvenError');
const caught: unknown = new OvenError('HOT', 'hot', { degrees: 1, cause: 'why' });
if (OvenError.is(caught)) {
  const code: OvenCode = caught.code;
  const degrees: number | undefined = caught.degrees;
  void [code, degrees];
  // @ts-expect-error fields of an error are read, not written
  caught.degrees = 2;
}
// @ts-expect-error no such code
new OvenError('COLD', 'cold');
// @ts-expect-error no such field
new OvenError('HOT', 'hot', { colour: 'red' });

// Option names are exhaustive.
type Options = { readonly degrees: number; readonly fan?: boolean };
export const names: OptionNames<Options> = { degrees: true, fan: true };
// @ts-expect-error fan is missing
export const few: OptionNames<Options> = { degrees: true };
// @ts-expect-error there is no colour
export const many: OptionNames<Options> = { degrees: true, fan: true, colour: true };
const check = new OptionChecks(OvenError);
check.names('Oven', {}, names);
// @ts-expect-error an error class without the code OPTION
new OptionChecks(defineError<'HOT'>('OvenError'));

// States are trees, and say what they are of.
const state: RandomState = Random.fromSeed(1, 'a', 'b').state();
export const tree: StateTree = { random: state, list: [1, 'two', [state]] };
export const header: StateHeader<'xoroshiro128plus'> = state;
export const words: Int32Array = copyTree(state).words;
// @ts-expect-error a function is no state
export const bad: StateTree = { random: () => 1 };
// @ts-expect-error a header is not a generator's state
Random.from({ kind: 'xoroshiro128plus', version: 1 });
export const format: StateFormat<'oven'> = new StateFormat('oven', 2, OvenError, {
  1: (fields) => ({ ...fields, fan: false }),
});
// @ts-expect-error another kind
export const wrong: StateHeader<'fridge'> = format.header;
export const restored: Random = format.read(tree).restore('random', Random.from);
export const degrees: number = format
  .read(tree)
  .restore('random', (part: { readonly degrees: number }) => part.degrees);

// Contract suites may be asynchronous.
export const suite: readonly ContractCase[] = [
  { name: 'is', run: () => ensure(true, 'is not') },
  { name: 'waits', run: async () => ensure(true, 'does not') },
];
