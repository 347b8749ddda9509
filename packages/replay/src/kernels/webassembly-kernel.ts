import { powerTables } from '../draws/power.js';
import type { SumTree } from '../draws/sum-tree.js';
import type { Allocate } from '../records/allocate.js';
import type { ColumnView } from '../records/column-view.js';
import type { RecordStore } from '../records/record-store.js';
import { createRoom, type DrawRoom, seenSize } from './draw-room.js';
import { JavaScriptKernel } from './javascript-kernel.js';
import type { Kernel, KernelOptions, KernelStorage, Share } from './kernel.js';
import type { KernelExports } from './kernel-exports.js';
import { TOUCH_FROM } from './storage.js';
import type { WordRandom } from './word-random.js';

/** The most rows that one call handles; larger batches are drawn by the JavaScript loops, which give the same. */
const ROOM = 4096;
/** Numbers past the last one that loops which take several at a time may write, never read for a result. */
const PAD = 16;
/** Bytes for rows between the records and a batch's columns. */
const STAGE = 2 ** 18;
const PAGE = 2 ** 16;
/** Columns of so few numbers are copied one by one: a call costs more. */
const FEW = 48;

/** The loops in WebAssembly with SIMD, on storage within its memory: the same bits as the JavaScript kernel gives. */
export class WebAssemblyKernel implements Kernel {
  readonly name = 'webassembly';
  readonly records: RecordStore;
  readonly tree: SumTree;
  readonly timesDrawn: Uint16Array;
  readonly random: WordRandom;
  readonly #exports: KernelExports;
  /** Does what is too large for the room, or not of this tree. */
  readonly #scripted: JavaScriptKernel;
  readonly #room: DrawRoom;
  /** Whether the room will do for this batch. */
  #isSmall = true;
  /** Numbers that go in or come out: priorities, weights. */
  readonly #staged: Float32Array;
  readonly #changed: Int32Array;
  readonly #fields: Uint32Array;
  readonly #stage: Uint8Array;
  readonly #stageRows: number;
  /** For each field, views of its staged rows by the number of rows. */
  readonly #stagedRows: (Int32Array | Uint16Array | Uint8Array)[][] = [];

  /** The bytes that it allocates beside the storage. */
  static bytes(options: KernelOptions): number {
    return stageSize(options).bytes + ROOM * 32 + PAGE;
  }

  /** @param allocate - gives room in the module's memory. */
  constructor(options: KernelOptions, storage: KernelStorage, allocate: Allocate, exports: KernelExports) {
    const { records, tree, timesDrawn, random } = storage;
    this.records = records;
    this.tree = tree;
    this.timesDrawn = timesDrawn;
    this.random = random;
    this.#exports = exports;
    this.#scripted = new JavaScriptKernel(storage);
    this.#room = {
      slots: new Int32Array(...allocate(4, ROOM + PAD)),
      exact: new Float64Array(...allocate(8, ROOM + PAD)),
      seen: new Int32Array(...allocate(4, seenSize(ROOM))),
    };
    this.#scripted.use(this.#room);
    this.#staged = new Float32Array(...allocate(4, ROOM + PAD));
    this.#changed = new Int32Array(...allocate(4, ROOM));
    const nodes = new Int32Array(...allocate(4, ROOM));
    const tables = powerTables();
    const tablesAt = new Float64Array(...allocate(8, tables.length));
    tablesAt.set(tables);
    exports.configure(
      random.words.byteOffset,
      this.#room.slots.byteOffset,
      this.#room.exact.byteOffset,
      this.#room.seen.byteOffset,
      this.#staged.byteOffset,
      nodes.byteOffset,
      tablesAt.byteOffset,
      tree.weights.byteOffset,
      tree.sums.byteOffset,
      tree.maxima.byteOffset,
      tree.offsets.byteOffset,
      tree.offsets.length,
      records.bytes.byteOffset,
      records.stride,
    );
    const { fields } = options.layout;
    this.#fields = new Uint32Array(...allocate(4, fields.length * 3));
    const stage = stageSize(options);
    this.#stageRows = stage.rows;
    this.#stage = new Uint8Array(...allocate(1, stage.bytes));
    let column = this.#stage.byteOffset;
    fields.forEach(({ offset, length, width }, at) => {
      this.#fields.set([offset, length * width, column], at * 3);
      column = Math.ceil((column + length * width * stage.rows + 16) / 16) * 16;
      this.#stagedRows.push([]);
    });
  }

  get slots(): Int32Array {
    return this.#scripted.slots;
  }

  get exact(): Float64Array {
    return this.#scripted.exact;
  }

  get weighing(): Float64Array {
    return this.#scripted.weighing;
  }

  reserve(count: number): void {
    if (count <= ROOM) {
      if (!this.#isSmall) this.#scripted.use(this.#room);
      this.#isSmall = true;
      return;
    }
    if (this.#isSmall) this.#scripted.use(createRoom(count));
    else this.#scripted.reserve(count);
    this.#isSmall = false;
  }

  drawUniform(replacement: boolean, from: number, to: number, size: number): void {
    if (!this.#isSmall) this.#scripted.drawUniform(replacement, from, to, size);
    else if (replacement) this.#exports.drawUniform(from, to, size);
    else this.#exports.drawSubset(from, to, size, seenSize(to - from) - 1);
  }

  drawFromTree(tree: SumTree, stratified: boolean, from: number, to: number): void {
    if (!this.#isSmall || tree !== this.tree) {
      this.#scripted.drawFromTree(tree, stratified, from, to);
      return;
    }
    if (stratified) this.#exports.drawStrata(from, to, tree.total / (to - from));
    else this.#exports.drawMasses(from, to, tree.total);
    if (this.#exports.find(from, to) === 0) return;
    const { slots } = this.#room;
    for (let at = from; at < to; at += 1)
      if (!(tree.weights[slots[at]!]! > 0)) slots[at] = tree.nearest(slots[at]!);
  }

  addTree(tree: SumTree, part: Share, count: number): void {
    if (!this.#isSmall || tree !== this.tree) this.#scripted.addTree(tree, part, count);
    else this.#exports.addTree(part.share / tree.total, count);
  }

  addEach(part: Share, size: number, count: number): void {
    if (!this.#isSmall) this.#scripted.addEach(part, size, count);
    else this.#exports.addEach(part.share / size, count);
  }

  importance(count: number, weights: Float32Array): void {
    if (!this.#isSmall) {
      this.#scripted.importance(count, weights);
      return;
    }
    const { weighing } = this;
    this.#exports.importance(count, weighing[0]!, weighing[1]!, weighing[2]!);
    const staged = this.#staged;
    for (let at = 0; at < count; at += 1) weights[at] = staged[at]!;
  }

  weightsOf(priorities: Float32Array, count: number, alpha: number, epsilon: number): Float32Array {
    if (count > ROOM) return this.#scripted.weightsOf(priorities, count, alpha, epsilon);
    const staged = this.#staged;
    for (let at = 0; at < count; at += 1) staged[at] = priorities[at]!;
    this.#exports.weightsOf(count, alpha, epsilon);
    return staged;
  }

  changedSlots(count: number): Int32Array {
    return count > ROOM ? this.#scripted.changedSlots(count) : this.#changed;
  }

  update(slots: Int32Array, count: number): void {
    if (slots !== this.#changed) {
      this.#scripted.update(slots, count);
      return;
    }
    this.#exports.update(slots.byteOffset, count);
    this.tree.updateMinima(slots, count);
  }

  read(views: readonly ColumnView[], count: number): void {
    if (!this.#isSmall) {
      this.#scripted.read(views, count);
      return;
    }
    const touch = this.records.bytes.length > TOUCH_FROM ? 1 : 0;
    this.#exports.count(this.timesDrawn.byteOffset, count);
    for (let from = 0; from < count; from += this.#stageRows) {
      const rows = Math.min(this.#stageRows, count - from);
      this.#exports.gather(from, from + rows, this.#fields.byteOffset, views.length, touch);
      for (let field = 0; field < views.length; field += 1) {
        const view = views[field]!;
        const target = view.words ?? view.narrow!;
        const first = from * view.length;
        const length = rows * view.length;
        const staged = this.#stagedColumn(field, view, rows);
        if (length > FEW) target.set(staged, first);
        else for (let at = 0; at < length; at += 1) target[first + at] = staged[at]!;
      }
    }
  }

  /** The view of a field's first staged rows, in the column's units; each is made once. */
  #stagedColumn(field: number, view: ColumnView, rows: number): Int32Array | Uint16Array | Uint8Array {
    const known = this.#stagedRows[field]!;
    const before = known[rows];
    if (before !== undefined && before.BYTES_PER_ELEMENT === view.unit) return before;
    const at = this.#fields[field * 3 + 2]!;
    const length = rows * view.length;
    const { buffer } = this.#stage;
    const staged =
      view.unit === 4
        ? new Int32Array(buffer, at, length)
        : view.unit === 2
          ? new Uint16Array(buffer, at, length)
          : new Uint8Array(buffer, at, length);
    known[rows] = staged;
    return staged;
  }
}

/** Rows that are staged at a time, and the bytes for their columns, each with room to write past its end. */
function stageSize({ layout }: KernelOptions): { readonly rows: number; readonly bytes: number } {
  const rows = Math.max(1, Math.min(1024, Math.floor(STAGE / layout.stride)));
  return { rows, bytes: rows * layout.stride + layout.fields.length * 32 + 64 };
}
