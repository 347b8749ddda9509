import type { StateTree } from '@graph/core';
import type { ContractCase } from '@graph/core/contract';
import { fileSystemContract } from '../src/contract/index.js';
import {
  CheckpointError,
  type CheckpointErrorCode,
  CheckpointStore,
  type Difference,
  exportArrays,
  type FileSystem,
  keepBest,
  keepLast,
  MemoryFileSystem,
  type Migrations,
  type PendingSave,
  writeSafetensors,
} from '../src/index.js';
import { NodeFileSystem } from '../src/node/index.js';

const fileSystem: FileSystem = new MemoryFileSystem();
const store = await CheckpointStore.open({ fileSystem, folder: '/run', retention: [keepLast(1)] });

// States of classes compose, with the header that each begins with.
type LearnerState = {
  readonly kind: 'learner';
  readonly version: number;
  readonly weights: Float32Array;
  readonly layers: readonly { readonly bias: Float64Array }[];
};
declare const learner: { state(): LearnerState };
const saved: PendingSave = store.save(
  { learner: learner.state(), step: 3, done: false, note: null },
  { examples: 1 },
);
const digest: string = (await saved.durable).stateDigest;
store.save(learner.state(), { examples: 1, metric: 0.5, summary: { loss: [1, null] } });
store.save(learner.state(), { examples: 1, changed: { weights: [[0, 4]], 'layers[0].bias': [] } });

// @ts-expect-error examples names the checkpoint.
store.save(learner.state(), {});
// @ts-expect-error a misspelt option.
store.save(learner.state(), { examples: 1, metrics: 1 });
// @ts-expect-error a range has two ends.
store.save(learner.state(), { examples: 1, changed: { weights: [[0]] } });
// @ts-expect-error a function is not state.
store.save({ learner: () => 1 }, { examples: 1 });
// @ts-expect-error a Map is not state.
store.save({ rows: new Map<string, number>() }, { examples: 1 });
// @ts-expect-error undefined would not come back.
store.save({ rows: undefined }, { examples: 1 });
// @ts-expect-error a summary is JSON.
store.save({}, { examples: 1, summary: { rows: new Float32Array(1) } });

const { tree, manifest, differences } = await store.load('best', {
  only: ['learner.weights'],
  like: learner.state(),
});
const restored: StateTree = tree;
const examples: number = manifest.examples;
const first: Difference | undefined = differences[0];
await store.load(3);
// @ts-expect-error a word that is not one of them.
await store.load('latest');
// @ts-expect-error paths are a list.
await store.load('newest', { only: 'learner' });
// @ts-expect-error what was loaded is not to be changed.
restored['learner'] = 1;

// @ts-expect-error a store needs a folder.
await CheckpointStore.open({ fileSystem });
// @ts-expect-error a file system that lacks most of it.
await CheckpointStore.open({ fileSystem: { read: async () => new Uint8Array() }, folder: '/run' });
// @ts-expect-error keepBest has to know what is better.
keepBest(1);
// @ts-expect-error a thread that does not exist.
new NodeFileSystem({ thread: 'gpu' });

const migrations: Migrations = { 1: ({ memory, ...rest }) => ({ ...rest, replay: memory! }) };
await CheckpointStore.open({ fileSystem: new NodeFileSystem(), folder: 'run', stateVersion: 2, migrations });
// @ts-expect-error a migration returns a tree.
const forgotten: Migrations = { 1: () => undefined };

const file: Uint8Array = writeSafetensors(exportArrays(tree));
const cases: readonly ContractCase[] = fileSystemContract(() => ({ fileSystem, folder: '/' }));

const error: unknown = undefined;
if (CheckpointError.is(error)) {
  const code: CheckpointErrorCode = error.code;
  const all: readonly Difference[] | undefined = error.differences;
  // @ts-expect-error a code that does not exist.
  if (error.code === 'OPTIONS') void [code, all];
}
void [digest, examples, first, forgotten, file, cases];
