// Runtimes that import WebAssembly give it compiled.
declare module '*.wasm' {
  const module: import('@graph/core').WasmModule;
  // biome-ignore lint/style/noDefaultExport: the runtimes export it so.
  export default module;
}
