import { CoreError, type KernelModule, type WasmModule, webAssembly } from '@graph/core';
import { LearnerError } from '../learner-error.js';

/** Bytes of a page of WebAssembly's linear memory. */
export const PAGE = 65_536;

/** Compiles kernels that every engine must be able to run. @throws LearnerError `UNSUPPORTED` */
export function compileKernels(module: KernelModule): WasmModule {
  try {
    return module.compile();
  } catch (cause) {
    if (!CoreError.is(cause)) throw cause;
    throw new LearnerError('UNSUPPORTED', `the kernels cannot run: ${cause.message}`, { cause });
  }
}

/**
 * Makes an instance of kernels with linear memory of its own, and returns what it exports.
 *
 * @param what - for whom, in the plural.
 * @throws LearnerError `UNSUPPORTED` where they cannot run; `MEMORY` where the engine has no address space left.
 */
export function instantiateKernels(module: WasmModule, what: string): unknown {
  const engine = webAssembly();
  if (engine === undefined) throw new LearnerError('UNSUPPORTED', 'this engine has no WebAssembly');
  try {
    return new engine.Instance(module, {}).exports;
  } catch (cause) {
    // Each instance takes address space, gigabytes of it in some engines, so that thousands of them do not fit.
    if (/out of memory|allocate memory/i.test(String(cause)))
      throw new LearnerError(
        'MEMORY',
        `the engine has no address space for the kernels of another of these ${what} (${PAGE} bytes and what it ` +
          'reserves behind them); let go of those that are no longer needed, or use more processes or workers',
        { bytes: PAGE, cause },
      );
    throw new LearnerError('UNSUPPORTED', `the kernels cannot run: ${String(cause)}`, { cause });
  }
}
