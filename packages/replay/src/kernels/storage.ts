import { SumTree } from '../draws/sum-tree.js';
import type { Allocate } from '../records/allocate.js';
import { RecordStore } from '../records/record-store.js';
import type { KernelOptions, KernelStorage } from './kernel.js';
import { WordRandom } from './word-random.js';

/** Stores that do not fit into the nearer caches are touched before rows are copied. */
export const TOUCH_FROM: number = 2 ** 18;

/** Allocates what a kernel works on. */
export function createStorage(
  { layout, capacity, random }: KernelOptions,
  allocate: Allocate,
): KernelStorage {
  return {
    records: new RecordStore(layout, capacity, allocate),
    tree: new SumTree(capacity, allocate),
    timesDrawn: new Uint16Array(...allocate(2, capacity)),
    random: new WordRandom(new Int32Array(...allocate(4, 4)), random),
  };
}
