import { ndArray } from '@graph/core';
import type { LossTerm, Network } from '@graph/learner';
import { type Strategy, uniform } from '@graph/replay';
import type { NdArray } from 'ndarray';
import { MethodsError } from '../errors.js';
import type { LabelledRows } from './labelled-rows.js';
import type { RowMemory } from './remembered.js';
import { type GroupTerm, RowGroup } from './row-group.js';

/** What a method works with: the new rows, the memory, the network, and the few things that all methods do with them. */
export class Workbench {
  readonly network: Network;
  readonly memory: RowMemory;
  /** Rows drawn by `recall` where nothing else is said. */
  readonly rehearsedRows: number;
  /** The rows to learn from. */
  readonly fresh: RowGroup;
  /** `[classes]`, 1 for each class that has come, those of the new rows included. */
  readonly seen: Uint8Array;
  /** `[classes]`, the same without the new rows. */
  readonly seenBefore: Uint8Array;
  readonly #otherTasksOnly: boolean;
  readonly #groups: RowGroup[] = [];
  #used = 0;
  #task = 0;
  #taskBefore = 0;
  #isNewTask = false;
  #learned = 0;
  readonly #inputs: NdArray<Float32Array>;

  /** Made by `ContinualLearner`. */
  constructor(network: Network, memory: RowMemory, rehearsedRows: number, otherTasksOnly: boolean) {
    this.network = network;
    this.memory = memory;
    this.rehearsedRows = rehearsedRows;
    this.#otherTasksOnly = otherTasksOnly;
    const { maxBatch, inputWidth, outputWidth } = network;
    this.fresh = this.#createGroup(maxBatch);
    this.seen = new Uint8Array(outputWidth);
    this.seenBefore = new Uint8Array(outputWidth);
    this.#inputs = ndArray(new Float32Array(maxBatch * inputWidth), [maxBatch, inputWidth]);
  }

  /** Number of classes. */
  get classes(): number {
    return this.seen.length;
  }

  /** The task of the new rows. */
  get task(): number {
    return this.#task;
  }

  /** Whether the new rows are the first of a task that is not the one before, and not the first of all. */
  get isNewTask(): boolean {
    return this.#isNewTask;
  }

  /** Batches learned from before this one. */
  get learned(): number {
    return this.#learned;
  }

  /**
   * Draws rows from the memory: all different within one call, fewer while the memory has fewer.
   *
   * @param count - default `rehearsedRows`.
   * @param strategy - default uniform, over all rows or those of other tasks, as the learner was made.
   */
  recall(count: number = this.rehearsedRows, strategy?: Strategy): RowGroup {
    const group = this.room(count);
    const where = { field: 'tasks', not: this.#task };
    const rule = strategy ?? uniform(this.#otherTasksOnly ? { where } : {});
    this.memory.sample(group.columns, count, rule);
    group.refresh();
    return group;
  }

  /** An empty group with room for `count` rows; it is used again in the next step. */
  room(count: number): RowGroup {
    const { maxBatch } = this.network;
    let group = this.#groups[this.#used];
    if (group === undefined || group.columns.ids.length < count)
      this.#groups[this.#used] = group = this.#createGroup(Math.max(count, Math.min(64, maxBatch)));
    this.#used += 1;
    group.columns.size = 0;
    return group;
  }

  /**
   * Takes one optimizer step on a sum of terms; those of groups without rows are left out.
   *
   * @param keepGradient - adds to the gradient of the step before, which `restore` has undone.
   * @returns the loss, before the step.
   */
  step(terms: readonly GroupTerm[], keepGradient = false): number {
    const { rows, placed } = this.#place(terms);
    if (rows === 0) return Number.NaN;
    const loss = this.network.manual.step(this.#inputs, rows, placed, { keepGradient });
    this.#keepLogits(terms);
    return loss;
  }

  /** Writes the gradient of such a sum as `ManualTraining.gradientOf` does, and takes no step. */
  gradient(terms: readonly GroupTerm[], out: Float32Array): number {
    const { rows, placed } = this.#place(terms);
    const loss = this.network.manual.gradientOf(this.#inputs, rows, placed, out);
    this.#keepLogits(terms);
    return loss;
  }

  /** Remembers the new rows, with the logits that the network gave in the last step or gradient that they were part of. */
  remember(): void {
    this.memory.add(this.fresh.columns);
  }

  /** Takes in new rows; made for `ContinualLearner`. @throws MethodsError `ROWS` */
  take({ size, inputs, labels, task = 0 }: LabelledRows): void {
    const { fresh, network } = this;
    const width = network.inputWidth;
    if (!(Number.isInteger(size) && size >= 1 && size <= network.maxBatch))
      throw new MethodsError('ROWS', `there are ${size} rows, wanted 1 to ${network.maxBatch} (maxBatch)`);
    if (
      inputs.shape[1] !== width ||
      inputs.shape[0]! < size ||
      inputs.offset !== 0 ||
      inputs.data.length < size * width
    )
      throw new MethodsError(
        'ROWS',
        `inputs are [${inputs.shape.join(', ')}], wanted [at least ${size}, ${width}]`,
      );
    if (!(Number.isInteger(task) && task >= 0 && task < 65_536))
      throw new MethodsError('ROWS', `task is ${task}, wanted a whole number from 0 to 65535`);
    for (let at = 0; at < size * width; at += 1)
      if (!Number.isFinite(inputs.data[at]))
        throw new MethodsError(
          'ROWS',
          `row ${Math.floor(at / width)} has ${inputs.data[at]} among its inputs`,
        );
    for (let row = 0; row < size; row += 1)
      if (!(Number.isInteger(labels[row]) && labels[row]! >= 0 && labels[row]! < this.classes))
        throw new MethodsError(
          'ROWS',
          `the label of row ${row} is ${labels[row]}, wanted 0 to ${this.classes - 1}`,
        );
    for (let at = 0; at < size * width; at += 1) fresh.inputs.data[at] = inputs.data[at]!;
    for (let row = 0; row < size; row += 1) fresh.columns.labels[row] = labels[row]!;
    fresh.columns.tasks.fill(task, 0, size);
    fresh.columns.size = size;
    fresh.refresh();
    this.#used = 0;
    this.#isNewTask = this.#learned > 0 && task !== this.#task;
    this.#taskBefore = this.#task;
    this.#task = task;
    this.seenBefore.set(this.seen);
    for (let at = 0; at < this.classes; at += 1) if (fresh.classes[at] === 1) this.seen[at] = 1;
  }

  /** Counts a batch that was learned from; made for `ContinualLearner`. */
  finish(): void {
    this.#learned += 1;
  }

  /** Forgets a batch that could not be learned from; made for `ContinualLearner`. */
  undo(): void {
    this.#task = this.#taskBefore;
    this.seen.set(this.seenBefore);
  }

  /** Copies all remembered rows, in the order in which they came; no draw follows from it. O(rows). */
  everything(): RowGroup {
    const { memory } = this;
    const all = this.#createGroup(Math.max(1, memory.size));
    const { columns } = all;
    const [width, classes] = [this.network.inputWidth, this.classes];
    for (const { id, values } of memory) {
      const at = columns.size;
      columns.inputs.data.set(values.inputs, at * width);
      columns.logits.data.set(values.logits, at * classes);
      columns.labels[at] = values.labels;
      columns.tasks[at] = values.tasks;
      columns.ids[at] = id;
      columns.size = at + 1;
    }
    all.refresh();
    return all;
  }

  /** Goes on from a saved place; made for `ContinualLearner`. */
  resume(learned: number, task: number, seen: Uint8Array): void {
    this.#learned = learned;
    this.#task = task;
    this.seen.set(seen);
  }

  #createGroup(capacity: number): RowGroup {
    return new RowGroup(this.memory.createBatch(capacity), capacity, this.network.outputWidth);
  }

  /** Puts the inputs of all groups one behind another, each group once. */
  #place(terms: readonly GroupTerm[]): { rows: number; placed: LossTerm[] } {
    const width = this.network.inputWidth;
    const places = new Map<RowGroup, number>();
    const placed: LossTerm[] = [];
    let rows = 0;
    for (const { group, term } of terms) {
      if (group.size === 0) continue;
      let from = places.get(group);
      if (from === undefined) {
        from = rows;
        places.set(group, from);
        rows += group.size;
        if (rows > this.network.maxBatch)
          throw new MethodsError(
            'OPTION',
            `a step has more rows than the network's maxBatch of ${this.network.maxBatch}; create it with a larger one`,
          );
        const { data } = group.inputs;
        for (let at = 0; at < group.size * width; at += 1) this.#inputs.data[from * width + at] = data[at]!;
      }
      placed.push({ ...term, from, rows: group.size });
    }
    return { rows, placed };
  }

  /** The new rows' logits are in front, if they took part. */
  #keepLogits(terms: readonly GroupTerm[]): void {
    if (terms[0]?.group !== this.fresh) return;
    const { outputs } = this.network.manual;
    for (let at = 0; at < this.fresh.size * this.classes; at += 1) this.fresh.logits[at] = outputs[at]!;
  }
}
