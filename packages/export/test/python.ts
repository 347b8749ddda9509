import { spawnSync } from 'node:child_process';

/** The Python that independent readers run in. */
export const PYTHON: string = process.env['GRAPH_PYTHON'] ?? 'python3';

/** Tells whether that Python has a module. */
export function pythonHas(module: string): boolean {
  return spawnSync(PYTHON, ['-c', `import ${module}`]).status === 0;
}
