/** The little of WebAssembly's interface that the kernels need: the types come with no library that we may assume. */
type WebAssemblyGlobal = {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: boolean;
  }) => { readonly buffer: ArrayBuffer };
};

/** A compiled module. */
export type WasmModule = { readonly brand: 'module' };

/** WebAssembly, or undefined where there is none. */
export function webAssembly(): WebAssemblyGlobal | undefined {
  return (globalThis as { WebAssembly?: WebAssemblyGlobal }).WebAssembly;
}
