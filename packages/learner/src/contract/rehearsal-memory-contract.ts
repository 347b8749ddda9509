import { createBatch } from '@graph/core';
import { type ContractCase, ensure } from '@graph/core/contract';
import { layered } from '../graph/layered.js';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { Network } from '../network/network.js';
import type { RememberedRows } from '../online/learner-batch.js';
import { OnlineLearner } from '../online/online-learner.js';
import type { RehearsalBatch, RehearsalMemory } from '../online/rehearsal-memory.js';
import { sgd } from '../optimizers/sgd.js';

const [INPUTS, TARGETS] = [3, 2];

/**
 * What every `RehearsalMemory` must do.
 *
 * @param make - makes an empty memory for rows of 3 inputs and 2 targets, with room for at least 40.
 * @example
 * ```ts
 * for (const { name, run } of rehearsalMemoryContract(() => new MyMemory(100))) it(name, run);
 * ```
 */
export function rehearsalMemoryContract(make: () => RehearsalMemory): readonly ContractCase[] {
  return [
    {
      name: 'begins empty, and an empty memory gives no row',
      run: () => {
        const memory = make();
        ensure(memory.size === 0, `size is ${memory.size} at first, wanted 0`);
        draw(memory, 4, 0);
      },
    },
    {
      name: 'takes in the first `size` rows of a batch, and counts them',
      run: () => {
        const memory = filled(make(), 5);
        memory.add(rowsFrom(5, 0));
        ensure(memory.size === 5, `size is ${memory.size} after 5 rows and none, wanted 5`);
        const [first, last] = seen(memory);
        ensure(first >= 0 && last <= 4, `rows ${first} to ${last} were drawn, and 0 to 4 were added`);
      },
    },
    {
      name: 'gives as many rows as were asked for, or as it has',
      run: () => {
        const memory = filled(make(), 8);
        draw(memory, 3, 3);
        draw(memory, 8, 8);
        draw(memory, 11, 8);
      },
    },
    {
      name: 'gives each row whole: its inputs with its targets, as they were added',
      run: () => {
        const memory = filled(make(), 8);
        for (let turn = 0; turn < 10; turn += 1) checkRows(draw(memory, 8, 8), INPUTS, TARGETS);
      },
    },
    {
      name: 'copies what it is given',
      run: () => {
        const memory = make();
        const rows = rowsFrom(0, 8);
        memory.add(rows);
        rows.inputs.data.fill(-1);
        rows.targets.data.fill(-1);
        checkRows(draw(memory, 8, 8), INPUTS, TARGETS);
      },
    },
    {
      name: 'leaves rows behind those that it fills as they are',
      run: () => {
        const batch = batchOf(filled(make(), 4), 6);
        batch.inputs.data.fill(-7);
        batch.targets.data.fill(-7);
        const memory = filled(make(), 4);
        const count = memory.sample(batch, 6);
        const behind = [
          ...batch.inputs.data.subarray(count * INPUTS),
          ...batch.targets.data.subarray(count * TARGETS),
        ];
        ensure(
          behind.every((value) => value === -7),
          `rows behind the first ${count} were written to`,
        );
      },
    },
    {
      name: 'gives weights, if any, that are finite and above 0',
      run: () => {
        const { weights, size } = draw(filled(make(), 8), 8, 8);
        const good = [...(weights?.subarray(0, size) ?? [])].every(
          (weight) => weight > 0 && Number.isFinite(weight),
        );
        ensure(good, 'a weight of a drawn row is not a finite number above 0');
      },
    },
    {
      name: 'takes in the losses of the rows that it gave, and changes no row by it',
      run: () => {
        const memory = filled(make(), 8);
        const batch = draw(memory, 8, 8);
        memory.updatePriorities?.(batch.ids, new Float32Array(8).fill(0.5), 5);
        checkRows(draw(memory, 8, 8), INPUTS, TARGETS);
        ensure(memory.size === 8, `size is ${memory.size} after its priorities were updated, wanted 8`);
      },
    },
    {
      name: 'if it can widen its rows, gives remembered ones zeros and takes in wider ones',
      run: () => {
        const memory = filled(make(), 8);
        if (memory.widen === undefined) return;
        memory.widen({ inputs: INPUTS + 2, targets: TARGETS + 1 });
        ensure(memory.size === 8, `size is ${memory.size} after widening, wanted 8`);
        memory.add(rowsFrom(8, 4, INPUTS + 2, TARGETS + 1));
        for (let turn = 0; turn < 10; turn += 1)
          checkRows(draw(memory, 8, 8, INPUTS + 2, TARGETS + 1), INPUTS + 2, TARGETS + 1);
      },
    },
    {
      name: 'serves a learner',
      run: () => {
        const graph = layered({ inputs: INPUTS, hidden: [4], outputs: TARGETS });
        const options = { loss: meanSquaredError(), optimizer: sgd(), seed: 1 };
        const memory = make();
        const learner = new OnlineLearner({ network: Network.create(graph, options), memory, batchSize: 8 });
        for (let step = 0; step < 8; step += 1) {
          const { rehearsedRows, loss } = learner.learnBatch(rowsFrom(step, 4));
          ensure(
            rehearsedRows === Math.min(4, 4 * step),
            `${rehearsedRows} rows were rehearsed at step ${step}`,
          );
          ensure(Number.isFinite(loss), 'the loss is not finite');
        }
        if (memory.widen === undefined) return;
        learner.network.widen(1, 'out.0');
        const { rehearsedRows } = learner.learnBatch(rowsFrom(8, 4, INPUTS, TARGETS + 1));
        ensure(rehearsedRows === 4, 'no row was rehearsed after the network had got an output');
      },
    },
  ];
}

/** Rows `[n, n + 1/4, …]` with targets `[−n, …]`; columns beyond those of `make` hold n + 100. */
function rowsFrom(
  start: number,
  count: number,
  inputs: number = INPUTS,
  targets: number = TARGETS,
): RememberedRows {
  // One row more than is in use, which must not be taken in.
  const batch = { ...createBatch(count + 1, inputs, targets), domains: new Uint16Array(count + 1) };
  batch.size = count;
  for (let row = 0; row <= count; row += 1) {
    for (let at = 0; at < inputs; at += 1)
      batch.inputs.data[row * inputs + at] = inputOf(start + row, at) + (at < INPUTS ? 0 : 100);
    for (let at = 0; at < targets; at += 1)
      batch.targets.data[row * targets + at] = targetOf(start + row, at) + (at < TARGETS ? 0 : 100);
  }
  return batch;
}

const inputOf = (row: number, at: number): number => row + at / 4;
const targetOf = (row: number, at: number): number => -row - at / 4;

function filled(memory: RehearsalMemory, count: number): RehearsalMemory {
  memory.add(rowsFrom(0, count));
  return memory;
}

function batchOf(
  memory: RehearsalMemory,
  capacity: number,
  inputs: number = INPUTS,
  targets: number = TARGETS,
): RehearsalBatch {
  const batch = memory.createBatch?.(capacity);
  if (batch === undefined)
    return { ...createBatch(capacity, inputs, targets), ids: new Float64Array(capacity) };
  const widths = `${batch.inputs.shape.join(' × ')} and ${batch.targets.shape.join(' × ')}`;
  ensure(
    batch.inputs.shape[0] === capacity &&
      batch.inputs.shape[1] === inputs &&
      batch.targets.shape[1] === targets,
    `createBatch(${capacity}) made columns of ${widths}, wanted ${capacity} × ${inputs} and ${capacity} × ${targets}`,
  );
  ensure(batch.ids.length >= capacity, `createBatch(${capacity}) made ${batch.ids.length} ids`);
  return batch;
}

function draw(
  memory: RehearsalMemory,
  count: number,
  wanted: number,
  inputs: number = INPUTS,
  targets: number = TARGETS,
): RehearsalBatch {
  const batch = batchOf(memory, count, inputs, targets);
  const given = memory.sample(batch, count);
  ensure(
    given === wanted && batch.size === wanted,
    `sample(${count}) returned ${given} and set size ${batch.size}, wanted ${wanted}`,
  );
  return batch;
}

/** The lowest and the highest row that were drawn in many draws. */
function seen(memory: RehearsalMemory): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let turn = 0; turn < 20; turn += 1) {
    const { inputs, size } = draw(memory, memory.size, memory.size);
    for (let row = 0; row < size; row += 1) {
      low = Math.min(low, inputs.data[row * INPUTS]!);
      high = Math.max(high, inputs.data[row * INPUTS]!);
    }
  }
  return [low, high];
}

/** Checks that each row is one of `rowsFrom`; rows 0 to 7 hold zeros in columns that were added later. */
function checkRows(batch: RehearsalBatch, inputWidth: number, targetWidth: number): void {
  for (let row = 0; row < batch.size; row += 1) {
    const number = batch.inputs.data[row * inputWidth]!;
    const added = (value: number): number => (number < 8 ? 0 : value + 100);
    const inputs = Array.from({ length: inputWidth }, (_, at) =>
      at < INPUTS ? inputOf(number, at) : added(inputOf(number, at)),
    );
    const targets = Array.from({ length: targetWidth }, (_, at) =>
      at < TARGETS ? targetOf(number, at) : added(targetOf(number, at)),
    );
    const given = [
      ...batch.inputs.data.subarray(row * inputWidth, (row + 1) * inputWidth),
      ...batch.targets.data.subarray(row * targetWidth, (row + 1) * targetWidth),
    ];
    ensure(
      given.join() === [...inputs, ...targets].join(),
      `a drawn row is [${given.join(', ')}], wanted [${[...inputs, ...targets].join(', ')}]`,
    );
  }
}
