/** A compiled module. */
export type WasmModule = { readonly brand?: 'module' };

/** The memory of an instance. */
export type WasmMemory = { readonly buffer: ArrayBuffer; grow(pages: number): number };

/** The little of WebAssembly's interface that kernels need: no library with its types may be assumed. */
export type WasmEngine = {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports?: object) => { readonly exports: unknown };
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: boolean;
  }) => WasmMemory;
};

/** Returns the engine's WebAssembly, or undefined where there is none. */
export function webAssembly(): WasmEngine | undefined {
  return (globalThis as { WebAssembly?: WasmEngine }).WebAssembly;
}
