import { KernelModule, type WasmModule } from '@graph/core';
import { kernels } from '../generated/kernels.js';

/** "emory", kind 2, with a maximum (1): how the module names the storage that it imports, in hexadecimal. */
const OWN = '656d6f72790201';
/** The same, with a maximum and shared (3): the one byte in which a module for shared memory differs. */
const SHARED = '656d6f72790203';

const own = new KernelModule(() => kernels);
const shared = new KernelModule(() => kernels.replace(OWN, SHARED));

/** The module of the kernels, for storage of its own or for storage that threads share. */
export function kernelModule(isShared: boolean): KernelModule {
  return isShared ? shared : own;
}

/**
 * Hands over the kernels as a compiled module, for engines that forbid to compile bytes (edge runtimes): import
 * `@graph/replay/kernels.wasm` as a module there and call this before the first memory is made. Memories with
 * `shared: true` need another module and run in JavaScript there, with the same bits.
 */
export function useKernels(module: WasmModule): void {
  own.use(module);
}
