import type { CheckpointInfo } from './committer.js';
import type { Manifest } from './manifest.js';
import { names } from './names.js';

/** Gives what a manifest says about its checkpoint, without the tree and where its bytes are. */
export function infoOf(manifest: Manifest): CheckpointInfo {
  const { tree: _tree, chunks: _chunks, format: _format, ...info } = manifest;
  return { ...info, file: names.manifest(manifest.examples) };
}
