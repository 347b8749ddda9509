/** The modules of the command that are simulated; a test may give changed ones. */
export type Command = {
  readonly conduct: typeof import('../../dist/training/conduct-run.js');
  readonly checkpoints: typeof import('../../dist/training/run-checkpoints.js');
  readonly learning: typeof import('../../dist/training/learning-of.js');
  readonly report: typeof import('../../dist/training/training-report.js');
  readonly schema: typeof import('../../dist/training/schema-options.js');
  readonly resolve: typeof import('../../dist/settings/resolve-settings.js');
  readonly run: typeof import('../../dist/settings/run-settings.js');
  readonly stream: typeof import('../../dist/training/open-stream.js');
};

/** Loads the command from its built modules, or from a changed copy of them. */
export async function loadCommand(dist: URL): Promise<Command> {
  const load = (file: string): Promise<never> => import(new URL(file, dist).href) as Promise<never>;
  return {
    conduct: await load('training/conduct-run.js'),
    checkpoints: await load('training/run-checkpoints.js'),
    learning: await load('training/learning-of.js'),
    report: await load('training/training-report.js'),
    schema: await load('training/schema-options.js'),
    resolve: await load('settings/resolve-settings.js'),
    run: await load('settings/run-settings.js'),
    stream: await load('training/open-stream.js'),
  };
}
