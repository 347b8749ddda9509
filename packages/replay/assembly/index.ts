// The loops over the rows of one batch, in the same order of operations as src/kernels/javascript-kernel.ts,
// src/draws/sum-tree.ts, src/draws/power.ts and src/draws/weight-of.ts: same bits. The linear memory is the host's; `configure`
// tells where everything is.

export { addEach, addTree, drawMasses, drawStrata, drawSubset, drawUniform } from './draws';
export { configure } from './layout';
export { importance, weightsOf } from './powers';
export { count, gather } from './records';
export { find, update } from './tree';
