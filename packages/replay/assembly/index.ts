// The loops over the rows of one batch, in the same order of operations as src/kernels/javascript-kernel.ts,
// src/sum-tree.ts and src/power.ts: same bits. The memory is the host's; `configure` says where everything lies.

export { addEach, addTree, drawMasses, drawStrata, drawSubset, drawUniform } from './draws';
export { configure } from './layout';
export { importance, weightsOf } from './powers';
export { count, gather } from './records';
export { find, update } from './tree';
