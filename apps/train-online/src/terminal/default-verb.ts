/**
 * Lets bare flags mean `train`: `train-online --examples 10` is `train-online train --examples 10`, and a bare
 * `train-online` trains with the defaults. `--version` and verbs stay what they are.
 */
export function withDefaultVerb(args: readonly string[]): string[] {
  const [first] = args;
  if (first === '--version' || (first !== undefined && !first.startsWith('-'))) return [...args];
  return ['train', ...args];
}
