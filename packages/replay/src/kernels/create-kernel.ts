import { allocateSeparately, allocateShared } from '../allocate.js';
import { ReplayError } from '../errors.js';
import { JavaScriptKernel, type KernelOptions } from './javascript-kernel.js';
import { WebAssemblyKernel } from './webassembly-kernel.js';

/** Which kernel runs a memory; all give the same bits. */
export type KernelChoice = 'auto' | 'javascript' | 'webassembly';

/**
 * Makes the fastest kernel that there is here, or the one that is asked for.
 *
 * @throws ReplayError `OPTIONS` if that one is not there, or the rows do not fit into memory.
 */
export function createKernel(
  options: KernelOptions & { readonly kernel: KernelChoice; readonly shared: boolean },
): JavaScriptKernel {
  const { kernel, shared, capacity, layout } = options;
  if (!['auto', 'javascript', 'webassembly'].includes(kernel))
    throw new ReplayError('OPTIONS', `the kernel is ${kernel}, wanted auto, javascript or webassembly`);
  if (kernel !== 'javascript') {
    const fast = WebAssemblyKernel.create(options, shared);
    if (fast !== undefined) return fast;
    if (kernel === 'webassembly')
      throw new ReplayError(
        'OPTIONS',
        `the kernel webassembly needs WebAssembly SIMD and up to 4 GiB, which is not there for ${capacity} rows of ${layout.stride} bytes: say auto`,
      );
  }
  try {
    return new JavaScriptKernel(options, shared ? allocateShared : allocateSeparately);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ReplayError(
      'OPTIONS',
      `${capacity} rows of ${layout.stride} bytes do not fit into memory: choose a smaller capacity`,
      { cause: error },
    );
  }
}
