import { nearest } from '@graph/core';

/** Returns `; did you mean "…"?`, or the list of names where no name is near. */
export function suggestColumn(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  if (near !== undefined) return `; did you mean "${near}"?`;
  const shown = names.slice(0, 20).join(', ');
  return `; it has ${shown}${names.length > 20 ? `, … (${names.length} columns)` : ''}`;
}
