/** What compiles, and what must not: `tsc -p test` reads this file; nothing runs it. */
import type { Batch, StateTree } from '@graph/core';
import {
  Curriculum,
  type CurriculumBatch,
  type CurriculumState,
  type Level,
  mixedLevel,
  type Policy,
  standardLevels,
  standardPolicy,
} from '../src/index.js';

// A level of your own in ten lines: a structure, whose arguments have their types from `Level`.
const product: Level = {
  name: 'Product',
  domain: 'own',
  inputWidth: 2,
  generate(random, { inputs, targets }) {
    inputs[0] = random.float();
    inputs[1] = random.below(10) / 10;
    targets[0] = inputs[0] * inputs[1];
  },
};
const curriculum = new Curriculum({
  seed: 1,
  levels: [...standardLevels, product, mixedLevel('Both', 'x', [product])],
});
// @ts-expect-error: a level without a width
const widthless: Level = { name: 'x', domain: 'x', generate: () => undefined };
// @ts-expect-error: a row is columns of numbers, not an object that is returned
const returning: Level = { ...product, generate: (): { inputs: number[] } => ({ inputs: [1] }), inputs: 2 };

// A pace of your own, with a state of its own: no cast.
const tenRows: Policy<{ rows: number }> = {
  enter: () => ({ rows: 0 }),
  observe(state, { rows }) {
    state.rows += rows;
    return state.rows < 10 ? { kind: 'stay' } : { kind: 'advance', reason: 'ten rows' };
  },
};
new Curriculum({ seed: 1, policy: tenRows });
new Curriculum({ seed: 1, policy: standardPolicy({ patience: 4 }) });
// @ts-expect-error: a move needs a reason
const silent: Policy = { enter: () => ({}), observe: () => ({ kind: 'advance' }) };
// @ts-expect-error: a state is plain data
const impure: Policy<{ act: () => void }> = {
  enter: () => ({ act: () => undefined }),
  observe: () => ({ kind: 'stay' }),
};

// Its batches are those of every learner, its states those of every checkpoint.
const batch: CurriculumBatch = curriculum.createBatch(16);
const learn = (rows: Batch): number => rows.inputs.data.length + rows.size;
const numbers = learn(batch);
const state: CurriculumState = curriculum.state();
const tree: StateTree = state;
Curriculum.from(tree, { seed: 1 });
// @ts-expect-error: a batch without levels is not one of a curriculum
curriculum.fill({ size: 0, inputs: batch.inputs, targets: batch.targets }, 1);
// @ts-expect-error: a misspelt option
new Curriculum({ seed: 1, heldOutRow: 3 });
// @ts-expect-error: a seed is not optional
new Curriculum({});
// @ts-expect-error: an order that is not one
new Curriculum({ seed: 1, order: 'random' });

export { impure, numbers, returning, silent, widthless };
