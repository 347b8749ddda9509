import { allocateSeparately, allocateShared } from '../allocate.js';
import { JavaScriptKernel, type KernelOptions } from './javascript-kernel.js';

/** Which kernel runs a memory; all give the same bits. */
export type KernelChoice = 'auto' | 'javascript' | 'webassembly';

/** Makes the fastest kernel that there is here, or the one that is asked for. */
export function createKernel(
  options: KernelOptions & { readonly kernel: KernelChoice; readonly shared: boolean },
): JavaScriptKernel {
  return new JavaScriptKernel(options, options.shared ? allocateShared : allocateSeparately);
}
