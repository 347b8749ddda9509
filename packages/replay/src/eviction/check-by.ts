import { check } from '../check.js';

/** Checks the options of a policy that goes by the values of a field. */
export function checkBy(policy: string, options: { readonly by: string }): void {
  check.names(policy, options, { by: true });
  if (typeof options.by !== 'string')
    throw check.error(`${policy} has by ${String(options.by)}, wanted the name of a field`);
}
