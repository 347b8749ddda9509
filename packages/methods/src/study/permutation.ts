import type { Random } from '@graph/core';

/** Draws a permutation of 0 to `count` - 1, all equally likely (Durstenfeld 1964). */
export function permutation(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  return shuffle(order, random);
}

/** Puts numbers in random order, in place. */
export function shuffle(order: Uint32Array, random: Random): Uint32Array {
  for (let left = order.length; left > 1; left -= 1) {
    const other = random.below(left);
    const kept = order[other]!;
    order[other] = order[left - 1]!;
    order[left - 1] = kept;
  }
  return order;
}
