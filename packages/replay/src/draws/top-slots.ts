import type { MemoryCore } from '../memory/memory-core.js';

/**
 * Finds the slots of the `count` rows of the largest weight, the heaviest first, of equal ones the oldest first:
 * O(rows / 8 + count · log count), since a block of rows whose largest weight is too small is passed over.
 */
export function topSlots(core: MemoryCore, count: number): number[] {
  core.priorities.flush();
  const { order, kernel } = core;
  const { weights, maxima } = kernel.tree;
  const precedes = (a: number, b: number): boolean =>
    weights[a] === weights[b] ? order.idAt(a) < order.idAt(b) : weights[a]! > weights[b]!;
  // A heap with the last of the best on top.
  const heap: number[] = [];
  const sink = (): void => {
    for (let at = 0; ; ) {
      let last = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && precedes(heap[last]!, heap[child]!)) last = child;
      if (last === at) return;
      [heap[at], heap[last]] = [heap[last]!, heap[at]!];
      at = last;
    }
  };
  const rise = (): void => {
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!precedes(heap[parent]!, heap[at]!)) return;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  };
  for (let block = 0; block * 8 < order.size; block += 1) {
    if (heap.length === count && (count === 0 || maxima[block]! < weights[heap[0]!]!)) continue;
    for (let slot = block * 8; slot < Math.min(order.size, block * 8 + 8); slot += 1) {
      if (heap.length < count) {
        heap.push(slot);
        rise();
      } else if (precedes(slot, heap[0]!)) {
        heap[0] = slot;
        sink();
      }
    }
  }
  return heap.sort((a, b) => (precedes(a, b) ? -1 : 1));
}
