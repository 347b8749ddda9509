/** The floors of the house, from below (docs/decisions/0002-three-floors.md). */
const PARTS = ['learner', 'replay', 'curriculum', 'stream', 'evaluation', 'checkpoint'];
const COMPOSITIONS = ['online', 'serve', 'keyed', 'methods', 'report', 'export'];

/** What a package is on: `core` under everything, a part, or a composition of parts; undefined for anything else. */
export type Floor = 'core' | 'part' | 'composition';

/** Tells the floor of a package by its name. */
export function floorOf(name: string): Floor | undefined {
  const [scope, folder] = name.split('/');
  if (scope !== '@graph' || folder === undefined) return undefined;
  if (folder === 'core') return 'core';
  if (PARTS.includes(folder)) return 'part';
  return COMPOSITIONS.includes(folder) ? 'composition' : undefined;
}

/** Tells whether the package `from` may import the package `to`: an arrow points down only. */
export function mayImport(from: string, to: string): boolean {
  if (from === to) return false;
  const below = floorOf(to);
  if (floorOf(from) === 'part') return below === 'core';
  // Of the compositions, all others stand on `online`.
  return floorOf(from) === 'composition' && (below === 'core' || below === 'part' || to === '@graph/online');
}
