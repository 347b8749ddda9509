import type { CheckpointInfo } from './committer.js';
import type { Manifest } from './manifest.js';
import { names } from './names.js';

/** Gives what a manifest says about its checkpoint, without the tree. */
export function infoOf(manifest: Manifest): CheckpointInfo {
  const { tree: _tree, format: _format, ...info } = manifest;
  return { ...info, file: names.manifest(manifest.examples) };
}
