import { type OutputChunk, type Plugin, rolldown } from 'rolldown';

/**
 * Bundles a program with the packages' sources, as a page would have it.
 *
 * @param input - the path of the program, or of a module that `plugins` know.
 * @param options.external - what is left for the runtime to import.
 * @returns the chunks, that of the program first.
 */
export async function bundle(
  input: string,
  options: { readonly external?: string[]; readonly minify?: boolean; readonly plugins?: Plugin[] } = {},
): Promise<readonly OutputChunk[]> {
  const { external = [], minify = false, plugins = [] } = options;
  const build = await rolldown({
    input,
    external,
    plugins,
    platform: 'browser',
    resolve: {
      conditionNames: ['@graph/source', 'import', 'browser', 'default'],
      extensionAlias: { '.js': ['.ts', '.js'] },
    },
    logLevel: 'warn',
  });
  const { output } = await build.generate({ format: 'esm', minify, comments: !minify });
  await build.close();
  return output.filter((file): file is OutputChunk => file.type === 'chunk');
}
