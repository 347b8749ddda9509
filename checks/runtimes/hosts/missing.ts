/** Explains where a runtime was looked for. */
export function missing(program: string | undefined, name: string): string | undefined {
  if (program !== undefined) return undefined;
  return `${name} is neither in GRAPH_RUNTIMES_DIR nor on the PATH; node checks/runtimes/install.mjs installs it`;
}
