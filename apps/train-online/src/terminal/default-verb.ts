import { didYouMean } from '../settings/setting.js';
import { printable } from './printable.js';

/** What to run; or why not. */
export type Verb = { readonly args: readonly string[] } | { readonly mistake: string };

/**
 * Lets bare flags mean `train`: `train-online --examples 10` is `train-online train --examples 10`, and a bare
 * `train-online` trains with the defaults. `help VERB` is `VERB --help`. `--version` and verbs stay what they are.
 *
 * @param verbs - those that there are; one of two words has a space between them.
 */
export function withDefaultVerb(args: readonly string[], verbs: readonly string[]): Verb {
  const [first, ...rest] = args;
  if (first === 'help') return { args: [...rest, '--help'] };
  if (first === '--version') return { args };
  if (first === undefined || first.startsWith('-')) return { args: ['train', ...args] };
  const topics = new Set(verbs.map((verb) => verb.split(' ')[0]!));
  if (!topics.has(first)) return { mistake: mistakeOf(first, [...topics]) };
  const hasFurther = verbs.some((verb) => verb.startsWith(`${first} `));
  const isWhole =
    !hasFurther || rest[0] === undefined || rest[0].startsWith('-') || verbs.includes(`${first} ${rest[0]}`);
  return isWhole ? { args } : { mistake: mistakeOf(`${first} ${rest[0]}`, verbs) };
}

function mistakeOf(given: string, verbs: readonly string[]): string {
  return `${printable(given)} is no verb of train-online.${didYouMean(given, verbs)}`;
}
