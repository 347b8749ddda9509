import type { Allocate } from '../allocate.js';
import type { ColumnView } from '../column-view.js';
import { powerTables } from '../power.js';
import { RecordStore } from '../record-store.js';
import { SumTree } from '../sum-tree.js';
import { JavaScriptKernel, type KernelOptions, seenSize } from './javascript-kernel.js';
import { type KernelExports, kernelModule } from './kernel-module.js';
import { webAssembly } from './web-assembly.js';

/** The most rows that one call handles; larger batches are drawn by the JavaScript loops, which give the same. */
const ROOM = 4096;
/** Numbers past the last one that loops which take several at a time may write, never read for a result. */
const PAD = 16;
/** Bytes for rows on their way into a batch's columns. */
const STAGE = 2 ** 18;
const PAGE = 2 ** 16;
/** Stores that do not fit into the nearer caches are touched before rows are copied. */
const TOUCH_FROM = 2 ** 18;
/** Columns of so few numbers are copied one by one: a call costs more. */
const FEW = 48;

/** The same storage and the same bits as the JavaScript kernel, in a WebAssembly memory, its loops with SIMD. */
export class WebAssemblyKernel extends JavaScriptKernel {
  override readonly name: string = 'webassembly';
  readonly #exports: KernelExports;
  readonly #slots: Int32Array;
  readonly #exact: Float64Array;
  readonly #seen: Int32Array;
  /** Numbers on their way in or out: priorities, weights. */
  readonly #staged: Float32Array;
  readonly #changed: Int32Array;
  readonly #fields: Uint32Array;
  readonly #stage: Uint8Array;
  readonly #stageRows: number;
  /** For each field, views of its staged rows by the number of rows. */
  readonly #stagedRows: (Int32Array | Uint16Array | Uint8Array)[][] = [];

  /**
   * @returns undefined where there is no WebAssembly SIMD, or not enough memory for it: up to 4 GiB.
   */
  static create(options: KernelOptions, shared: boolean): WebAssemblyKernel | undefined {
    const wasm = webAssembly();
    const module = kernelModule(shared);
    const stage = stageSize(options);
    const bytes =
      PAGE +
      RecordStore.bytes(options.layout, options.capacity) +
      SumTree.bytes(options.capacity) +
      options.capacity * 2 +
      stage.bytes +
      ROOM * 32 +
      PAGE;
    const pages = Math.ceil(bytes / PAGE);
    if (wasm === undefined || module === undefined || pages > 65536) return undefined;
    try {
      const memory = new wasm.Memory({ initial: pages, maximum: pages, shared });
      const { exports } = new wasm.Instance(module, { env: { memory } });
      let at = 1024;
      const allocate: Allocate = (width, count) => {
        const start = at;
        at = Math.ceil((at + width * count) / 64) * 64;
        return [memory.buffer, start, count];
      };
      return new WebAssemblyKernel(options, allocate, exports as unknown as KernelExports);
    } catch (error) {
      // Too much for the address space at this moment: the other kernel gives the same.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  private constructor(options: KernelOptions, allocate: Allocate, exports: KernelExports) {
    super(options, allocate);
    this.#exports = exports;
    this.#slots = new Int32Array(...allocate(4, ROOM + PAD));
    this.#exact = new Float64Array(...allocate(8, ROOM + PAD));
    this.#seen = new Int32Array(...allocate(4, seenSize(ROOM)));
    this.#staged = new Float32Array(...allocate(4, ROOM + PAD));
    this.#changed = new Int32Array(...allocate(4, ROOM));
    const nodes = new Int32Array(...allocate(4, ROOM));
    const tables = powerTables();
    const tablesAt = new Float64Array(...allocate(8, tables.length));
    tablesAt.set(tables);
    const { tree, records, random } = this;
    exports.configure(
      random.words.byteOffset,
      this.#slots.byteOffset,
      this.#exact.byteOffset,
      this.#seen.byteOffset,
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
    this.slots = this.#slots;
    this.exact = this.#exact;
    this.seen = this.#seen;
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

  override reserve(count: number): void {
    if (count <= ROOM) {
      this.slots = this.#slots;
      this.exact = this.#exact;
      this.seen = this.#seen;
    } else if (this.slots.length < count) {
      this.slots = new Int32Array(count);
      this.exact = new Float64Array(count);
      this.seen = new Int32Array(seenSize(count));
    }
  }

  override drawUniform(replacement: boolean, from: number, to: number, size: number): void {
    if (this.slots !== this.#slots) super.drawUniform(replacement, from, to, size);
    else if (replacement) this.#exports.drawUniform(from, to, size);
    else this.#exports.drawSubset(from, to, size, seenSize(to - from) - 1);
  }

  override drawFromTree(tree: SumTree, stratified: boolean, from: number, to: number): void {
    if (this.slots !== this.#slots || tree !== this.tree) {
      super.drawFromTree(tree, stratified, from, to);
      return;
    }
    if (stratified) this.#exports.drawStrata(from, to, tree.total / (to - from));
    else this.#exports.drawMasses(from, to, tree.total);
    if (this.#exports.find(from, to) === 0) return;
    const { slots } = this;
    for (let at = from; at < to; at += 1)
      if (!(tree.weights[slots[at]!]! > 0)) slots[at] = tree.nearest(slots[at]!);
  }

  override addTree(tree: SumTree, part: { readonly share: number }, count: number): void {
    if (this.slots !== this.#slots || tree !== this.tree) super.addTree(tree, part, count);
    else this.#exports.addTree(part.share / tree.total, count);
  }

  override addEach(part: { readonly share: number }, size: number, count: number): void {
    if (this.slots !== this.#slots) super.addEach(part, size, count);
    else this.#exports.addEach(part.share / size, count);
  }

  override importance(count: number, weights: Float32Array): void {
    if (this.slots !== this.#slots) {
      super.importance(count, weights);
      return;
    }
    const { weighing } = this;
    this.#exports.importance(count, weighing[0]!, weighing[1]!, weighing[2]!);
    const staged = this.#staged;
    for (let at = 0; at < count; at += 1) weights[at] = staged[at]!;
  }

  override weightsOf(priorities: Float32Array, count: number, alpha: number, epsilon: number): Float32Array {
    if (count > ROOM) return super.weightsOf(priorities, count, alpha, epsilon);
    const staged = this.#staged;
    for (let at = 0; at < count; at += 1) staged[at] = priorities[at]!;
    this.#exports.weightsOf(count, alpha, epsilon);
    return staged;
  }

  override changedSlots(count: number): Int32Array {
    return count > ROOM ? super.changedSlots(count) : this.#changed;
  }

  override update(slots: Int32Array, count: number): void {
    if (slots !== this.#changed) {
      super.update(slots, count);
      return;
    }
    this.#exports.update(slots.byteOffset, count);
    this.tree.updateMinima(slots, count);
  }

  override read(views: readonly ColumnView[], count: number): void {
    if (this.slots !== this.#slots) {
      super.read(views, count);
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
