import { KERNEL_BYTES, SHARED_KERNEL_BYTES } from '../generated/kernels.js';
import { decodeBase64 } from './decode-base64.js';
import { type WasmModule, webAssembly } from './web-assembly.js';

/** What the compiled kernel offers; addresses and sizes are in bytes. See assembly/. */
export type KernelExports = {
  readonly configure: (...addresses: number[]) => void;
  readonly drawUniform: (from: number, to: number, size: number) => void;
  readonly drawSubset: (from: number, to: number, size: number, mask: number) => void;
  readonly drawStrata: (from: number, to: number, step: number) => void;
  readonly drawMasses: (from: number, to: number, total: number) => void;
  readonly find: (from: number, to: number) => number;
  readonly addTree: (scale: number, count: number) => void;
  readonly addEach: (each: number, count: number) => void;
  readonly importance: (count: number, least: number, limit: number, beta: number) => void;
  readonly weightsOf: (count: number, alpha: number, epsilon: number) => void;
  readonly update: (changed: number, count: number) => void;
  readonly count: (timesDrawn: number, count: number) => void;
  readonly gather: (from: number, to: number, fields: number, fieldCount: number, touch: number) => void;
};

const modules: (WasmModule | undefined)[] = [];

/** Compiles the kernel, once; returns undefined where WebAssembly or its SIMD is missing or forbidden. */
export function kernelModule(shared: boolean): WasmModule | undefined {
  const at = shared ? 1 : 0;
  if (!(at in modules)) {
    modules[at] = undefined;
    const wasm = webAssembly();
    if (wasm === undefined) return undefined;
    try {
      modules[at] = new wasm.Module(decodeBase64(shared ? SHARED_KERNEL_BYTES : KERNEL_BYTES));
    } catch {
      // No SIMD, or a security policy that forbids to compile: the other kernel gives the same.
    }
  }
  return modules[at];
}
