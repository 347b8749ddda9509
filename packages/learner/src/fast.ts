/**
 * The kernels with relaxed SIMD, for `precision: 'fast'`: faster, with last bits that depend on machine and engine.
 *
 * @packageDocumentation
 */
import { KernelModule, type WasmModule } from '@graph/core';
import { kernels } from './generated/relaxed-kernels.js';
import { fastModule } from './kernels/kernel-modules.js';

/**
 * Makes `precision: 'fast'` possible. Where the engine has no relaxed SIMD, such a network computes as `strict` does and
 * says so in `network.precision`.
 *
 * @param module - the compiled kernels, for runtimes that forbid to compile WebAssembly from bytes; default the embedded
 * ones.
 */
export function enableFastKernels(module?: WasmModule): void {
  fastModule.current ??= new KernelModule(() => kernels);
  if (module !== undefined) fastModule.current.use(module);
}
