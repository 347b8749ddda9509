import { CheckpointError, damaged } from '../checkpoint-error.js';
import { sha256 } from '../digest/sha256.js';
import { DEPTH_LIMIT, type EncodedValue } from '../tree/encode-tree.js';
import { type ChunkTable, chunksOf } from './chunk.js';
import { names } from './names.js';

/** Plain JSON, for people. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** The one file that makes a checkpoint: `checkpoint_<examples>.json`. */
export type Manifest = {
  readonly format: 'graph-checkpoint';
  readonly version: number;
  /** Which run it is of: a folder holds the checkpoints of one. */
  readonly run?: string | undefined;
  readonly examples: number;
  /** Whatever the caller wants people to see first. */
  readonly summary?: JsonValue;
  /** How good this state is, by the caller's measure; for `best`. */
  readonly metric?: number;
  /** ISO 8601, where the file system has a clock. */
  readonly savedAt?: string;
  readonly stateDigest: string;
  /** Counts the commits to this folder: the newest checkpoint is the one with the highest. */
  readonly sequence: number;
  /** Which holder of the lock wrote it. */
  readonly epoch: number;
  /** Bytes of all arrays, and how many had to be written: those not in the folder yet, and those moved out of old chunks. */
  readonly stateBytes: number;
  readonly newBytes: number;
  /** The version of the caller's tree, see `migrations`. */
  readonly stateVersion: number;
  readonly chunkBytes: number;
  /** Every chunk that holds something of this checkpoint. */
  readonly chunks: ChunkTable;
  readonly tree: { readonly [key: string]: EncodedValue };
};

/** What a manifest tells about its checkpoint: all but the tree and where its bytes are. */
export type CheckpointInfo = Omit<Manifest, 'tree' | 'chunks' | 'format'> & {
  /** The name of the manifest's file in the run's folder. */
  readonly file: string;
};

/** Returns what a manifest tells about its checkpoint. */
export function infoOf(manifest: Manifest): CheckpointInfo {
  const { tree: _tree, chunks: _chunks, format: _format, ...info } = manifest;
  return { ...info, file: names.manifest(manifest.examples) };
}

/** The version of the format that this package writes, and the newest that it reads. */
export const FORMAT_VERSION = 1;

/** The largest manifest, in bytes, that is written or read. A million arrays take 130 MB. */
const MANIFEST_LIMIT = 400_000_000;

/** The most that commits and holders of the lock are counted to: far beyond what any run reaches, and one more is exact. */
export const COUNT_LIMIT: number = 2 ** 52;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const ENDING = /,\n {2}"checksum": "sha256:([0-9a-f]{64})"\n}\n$/;
const ENDING_BYTES: number = ',\n  "checksum": "sha256:"\n}\n'.length + 64;

/** Writes a manifest as the bytes of its file: JSON for people, whose last line is the hash of all before it. */
export function formatManifest(manifest: Manifest): Uint8Array {
  const body = JSON.stringify(manifest, null, 2).slice(0, -2);
  const checksum = sha256(encoder.encode(body));
  const bytes = encoder.encode(`${body},\n  "checksum": "sha256:${checksum}"\n}\n`);
  if (bytes.length > MANIFEST_LIMIT)
    throw new CheckpointError(
      'STATE',
      `the state has so many parts that its manifest would be ${bytes.length} bytes, at most ${MANIFEST_LIMIT} are read: put rows together in typed arrays`,
    );
  return bytes;
}

/** Reads the bytes of a manifest's file; whole or not at all. */
export function parseManifest(bytes: Uint8Array): Manifest {
  if (bytes.length === 0) damaged('the file is empty');
  checkManifestSize(bytes.length);
  const body = bytes.subarray(0, Math.max(0, bytes.length - ENDING_BYTES));
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    damaged('the file is not UTF-8 text');
  }
  const found = ENDING.exec(text.slice(-ENDING_BYTES));
  if (found === null)
    damaged('the file does not end with a checksum: it was cut off, or is not a checkpoint');
  if (sha256(body) !== found[1]) damaged('the checksum does not match: the file was changed or damaged');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CheckpointError('DAMAGED', 'the file is not JSON', { cause: error });
  }
  return checkManifest(value);
}

/** Refuses to read what no store writes. @throws CheckpointError `DAMAGED` */
export function checkManifestSize(bytes: number): void {
  if (bytes > MANIFEST_LIMIT)
    damaged(`the file has ${bytes} bytes, more than the ${MANIFEST_LIMIT} of any manifest`);
}

function checkManifest(value: unknown): Manifest {
  if (!isObject(value)) damaged('the file does not hold an object');
  const { checksum: _checksum, ...rest } = value as Manifest & { checksum?: unknown };
  const manifest: Manifest = rest;
  const count = (name: keyof Manifest): void => {
    const given: unknown = manifest[name];
    if (!Number.isSafeInteger(given) || (given as number) < 0)
      damaged(`"${name}" is ${JSON.stringify(given)}; wanted a whole number ≥ 0`);
  };
  if (manifest.format !== 'graph-checkpoint')
    throw new CheckpointError(
      'FORMAT',
      `"format" is ${JSON.stringify(manifest.format)}, not graph-checkpoint`,
    );
  count('version');
  if (manifest.version > FORMAT_VERSION || manifest.version < 1)
    throw new CheckpointError(
      'FORMAT',
      `format version ${manifest.version}; this release reads up to ${FORMAT_VERSION}: update @graph/checkpoint`,
    );
  for (const name of ['examples', 'sequence', 'epoch', 'stateBytes', 'newBytes', 'stateVersion'] as const)
    count(name);
  count('chunkBytes');
  for (const name of ['sequence', 'epoch'] as const)
    if (manifest[name] > COUNT_LIMIT) damaged(`"${name}" is ${manifest[name]}, which no run reaches`);
  const { run } = manifest;
  if (run !== undefined && (typeof run !== 'string' || run === '')) damaged('"run" is not a name');
  if (manifest.chunkBytes < 1) damaged('"chunkBytes" is 0');
  if (manifest.metric !== undefined && !Number.isFinite(manifest.metric)) damaged('"metric" is not a number');
  if (typeof manifest.stateDigest !== 'string') damaged('"stateDigest" is missing');
  const { tree } = manifest;
  if (!isObject(tree)) damaged('"tree" is missing');
  if (Object.keys(tree).some((key) => key.startsWith('$') && !key.startsWith('$$')))
    damaged('"tree" is not a tree');
  checkDepth(tree, 0);
  checkChunks(manifest.chunks);
  return manifest;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses names that lead elsewhere, and rows that are not of pieces. */
function checkChunks(chunks: unknown): void {
  if (!isObject(chunks)) damaged('"chunks" is missing');
  for (const [name, rows] of Object.entries(chunks)) {
    if (!names.isChunk(name)) damaged(`${JSON.stringify(name)} is not the name of a chunk`);
    if (!Array.isArray(rows)) damaged(`chunk ${name} has no pieces`);
  }
  chunksOf(chunks as ChunkTable);
}

/** Refuses what would overflow the stack of those who walk the tree. */
function checkDepth(value: EncodedValue, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  // One more than a tree may have: an array's list of pieces.
  if (depth > DEPTH_LIMIT + 1) damaged(`the tree is nested deeper than ${DEPTH_LIMIT} levels`);
  for (const child of Object.values(value)) checkDepth(child as EncodedValue, depth + 1);
}
