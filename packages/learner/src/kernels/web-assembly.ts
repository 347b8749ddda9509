/** The little of WebAssembly's interface that the kernels need: the types come with no library that we may assume. */
export type WasmMemory = { readonly buffer: ArrayBuffer; grow(pages: number): number };

type WasmModule = { readonly brand: 'module' };

type WebAssemblyGlobal = {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => WasmModule;
  Instance: new (module: WasmModule, imports?: object) => { readonly exports: unknown };
};

/** WebAssembly, or undefined where there is none. */
export function webAssembly(): WebAssemblyGlobal | undefined {
  return (globalThis as { WebAssembly?: WebAssemblyGlobal }).WebAssembly;
}

export type { WasmModule };
