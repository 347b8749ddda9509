import type { KernelChoice } from '../src/index.js';

/** Every kernel that there is: one suite holds them all. */
export const kernels: readonly Exclude<KernelChoice, 'auto'>[] = ['javascript', 'webassembly'];
