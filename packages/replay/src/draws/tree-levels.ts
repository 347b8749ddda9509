/** Leaves per block: their sum is the lowest level that the tree keeps. */
export const BLOCK = 8;

/** First node of each level, and the nodes of all levels, of a tree over so many leaves. */
export function levelsOf(capacity: number): { readonly offsets: readonly number[]; readonly nodes: number } {
  const offsets: number[] = [];
  let nodes = 0;
  let width = Math.ceil(capacity / BLOCK);
  for (;;) {
    offsets.push(nodes);
    if (width === 1) return { offsets, nodes: nodes + 1 };
    // Of even width, so that every parent has two children.
    width += width & 1;
    nodes += width;
    width /= 2;
  }
}
