import { join } from 'node:path';

/** Returns the path of a program in entries/. */
export function entry(name: 'script' | 'page' | 'service' | 'service-without-kernels'): string {
  return join(import.meta.dirname, 'entries', `${name}.ts`);
}
