import { KernelModule, type WasmModule } from '@graph/core';
import { kernels } from '../generated/linear-kernels.js';

/** The kernels of the linear models. */
export const linearModule: KernelModule = new KernelModule(() => kernels);

/**
 * Hands over the compiled kernels of the linear models, as `useKernels` does those of networks: import
 * `@graph/learner/linear-kernels.wasm` as a module where compiling from bytes is forbidden. Call it before the first
 * model is made.
 *
 * @param module - a `WebAssembly.Module` of exactly that file.
 */
export function useLinearKernels(module: WasmModule): void {
  linearModule.use(module);
}
