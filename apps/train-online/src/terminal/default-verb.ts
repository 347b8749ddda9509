import { didYouMean } from '../settings/setting.js';

/** What to run; or why not. */
export type Verb = { readonly args: readonly string[] } | { readonly mistake: string };

/**
 * Lets bare flags mean `train`: `train-online --examples 10` is `train-online train --examples 10`, and a bare
 * `train-online` trains with the defaults. `help VERB` is `VERB --help`. `--version` and verbs stay what they are.
 *
 * @param verbs - those that there are.
 */
export function withDefaultVerb(args: readonly string[], verbs: readonly string[]): Verb {
  const [first, ...rest] = args;
  if (first === 'help') return { args: [...rest, '--help'] };
  if (first === '--version') return { args };
  if (first === undefined || first.startsWith('-')) return { args: ['train', ...args] };
  if (verbs.includes(first)) return { args };
  return { mistake: `${first} is no verb of train-online.${didYouMean(first, verbs)}` };
}
