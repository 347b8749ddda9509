import { CoreError, webAssembly } from '@graph/core';
import { check } from '../check.js';
import { SumTree } from '../draws/sum-tree.js';
import { type Allocate, allocateSeparately, allocateShared } from '../records/allocate.js';
import { RecordStore } from '../records/record-store.js';
import { ReplayError } from '../replay-error.js';
import { JavaScriptKernel } from './javascript-kernel.js';
import type { Kernel, KernelOptions } from './kernel.js';
import type { KernelExports } from './kernel-exports.js';
import { kernelModule } from './kernel-modules.js';
import { createStorage } from './storage.js';
import { WebAssemblyKernel } from './webassembly-kernel.js';

/** Which kernel runs a memory; all give the same bits. */
export type KernelChoice = 'auto' | 'javascript' | 'webassembly';

const PAGE = 2 ** 16;
/** Nothing is allocated below: an address of 0 is no address. */
const FIRST_ADDRESS = 1024;

/**
 * Makes the fastest kernel that there is here, or the one that is asked for.
 *
 * @throws ReplayError `OPTION` if that one cannot run here, or the rows are too many for this engine.
 */
export function createKernel(
  options: KernelOptions & { readonly kernel: KernelChoice; readonly shared: boolean },
): Kernel {
  const { kernel, shared, capacity, layout } = options;
  check.oneOf('kernel', kernel, ['auto', 'javascript', 'webassembly']);
  if (kernel !== 'javascript') {
    try {
      return createWebAssembly(options, shared);
    } catch (cause) {
      // No SIMD, a policy that forbids to compile, or more than there is room for: the other kernel gives the same.
      if (!(CoreError.is(cause) || cause instanceof RangeError)) throw cause;
      if (kernel === 'webassembly')
        throw new ReplayError(
          'OPTION',
          `the kernel webassembly cannot run here with ${capacity} rows of ${layout.stride} bytes (${cause.message}): choose 'auto'`,
          { cause },
        );
    }
  }
  try {
    return new JavaScriptKernel(createStorage(options, shared ? allocateShared : allocateSeparately));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ReplayError(
      'OPTION',
      `${capacity} rows of ${layout.stride} bytes do not fit into this engine's arrays: choose a smaller capacity`,
      { cause },
    );
  }
}

/** @throws CoreError `UNSUPPORTED` or RangeError where it cannot run. */
function createWebAssembly(options: KernelOptions, shared: boolean): Kernel {
  const module = kernelModule(shared).compile();
  const engine = webAssembly()!;
  const bytes =
    PAGE +
    RecordStore.bytes(options.layout, options.capacity) +
    SumTree.bytes(options.capacity) +
    options.capacity * 2 +
    WebAssemblyKernel.bytes(options);
  const pages = Math.ceil(bytes / PAGE);
  if (pages > 65536) throw new RangeError('WebAssembly has room for 4 GiB');
  const memory = new engine.Memory({ initial: pages, maximum: pages, shared });
  const { exports } = new engine.Instance(module, { env: { memory } });
  let next = FIRST_ADDRESS;
  const allocate: Allocate = (width, count) => {
    const start = next;
    next = Math.ceil((next + width * count) / 64) * 64;
    return [memory.buffer, start, count];
  };
  return new WebAssemblyKernel(options, createStorage(options, allocate), allocate, exports as KernelExports);
}
