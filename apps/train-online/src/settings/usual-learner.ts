/**
 * What learns a table where nobody says it: a mixture, but for what only one network can do. `@graph/online` chooses in the same way; a
 * preset, which it does not know, is about one network too.
 */
export function usualLearner(asked: {
  readonly preset?: string | undefined;
  readonly strategy?: string | undefined;
  readonly consolidate?: string | undefined;
}): 'mixture' | 'network' {
  const { preset, strategy = 'uniform', consolidate = 'none' } = asked;
  return preset === undefined && strategy === 'uniform' && consolidate === 'none' ? 'mixture' : 'network';
}
