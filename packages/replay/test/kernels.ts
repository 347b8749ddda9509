import type { KernelChoice } from '../src/kernels/create-kernel.js';

/** Every kernel that there is: one suite holds them all. */
export const kernels: readonly Exclude<KernelChoice, 'auto'>[] = ['javascript', 'webassembly'];
