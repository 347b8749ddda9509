import { KernelModule, type WasmModule } from '@graph/core';
import { kernels } from '../generated/strict-kernels.js';

/** The kernels that give the same bits everywhere. */
export const strictModule: KernelModule = new KernelModule(() => kernels);

/** Those with relaxed SIMD, once `@graph/learner/fast` has handed them over: nobody else pays for their bytes. */
export const fastModule: { current: KernelModule | undefined } = { current: undefined };

/**
 * Hands over the compiled kernels, for runtimes that forbid to compile WebAssembly from bytes (edge runtimes): import
 * `@graph/learner/kernels.wasm` as a module there. Call it before the first network is made.
 *
 * @param module - a `WebAssembly.Module` of exactly that file.
 *
 * @example
 * ```ts
 * import module from '@graph/learner/kernels.wasm';
 * useKernels(module);
 * ```
 */
export function useKernels(module: WasmModule): void {
  strictModule.use(module);
}
