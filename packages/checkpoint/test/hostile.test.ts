import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatManifest, type Manifest, parseManifest } from '../src/folder/manifest.js';
import { CheckpointError, CheckpointStore, digest, MemoryFileSystem } from '../src/index.js';
import { FaultyDisk } from './faults/faulty-disk.js';

const folder = '/run';
const state = {
  memory: Uint8Array.from({ length: 200 }, (_, at) => at),
  weights: new Float32Array([1, 2]),
  a: { b: [1, { c: 2 }] },
};

async function store(): Promise<{ files: Map<string, Uint8Array>; manifest: Manifest }> {
  const fileSystem = new MemoryFileSystem();
  const writer = await CheckpointStore.open({ fileSystem, folder, chunkBytes: 1024 });
  await writer.save(state, { examples: 1, summary: { loss: 1 } }).durable;
  await writer.close();
  const files = new Map(fileSystem.files());
  files.set('/outside', new Uint8Array(64));
  return { files, manifest: parseManifest(files.get('/run/checkpoint_1.json')!) };
}

/** Puts a manifest with a right checksum in place of the real one, and loads it. Says which files were touched. */
async function load(
  files: Map<string, Uint8Array>,
  manifest: unknown,
): Promise<{ failure: unknown; touched: string[] }> {
  const disk = new FaultyDisk();
  const prepared = new Map(files).set('/run/checkpoint_1.json', formatManifest(manifest as Manifest));
  for (const [path, bytes] of prepared) {
    for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1))
      await disk.disk.makeFolder(path.slice(0, slash));
    const writer = await disk.disk.create(path);
    await writer.write(bytes);
    await writer.close();
  }
  let failure: unknown;
  try {
    const reader = await CheckpointStore.open({ fileSystem: disk, folder, access: 'read' });
    await reader.verify();
    const { tree } = await reader.load(1);
    expect(digest(tree)).toBe(digest(state));
  } catch (error) {
    failure = error;
  }
  try {
    const writer = await CheckpointStore.open({ fileSystem: disk, folder, chunkBytes: 1024 });
    await writer.save({ other: 1 }, { examples: 2 }).durable;
    await writer.close();
  } catch (error) {
    if (!CheckpointError.is(error)) failure = error;
  }
  expect(prepared.get('/outside')).toEqual(disk.disk.files().get('/outside'));
  return { failure, touched: [...disk.touched] };
}

type Json = { [key: string]: unknown };
const hash = 'a'.repeat(64);
const leaf = (fields: Json): Json => ({ $array: 'uint8', length: 200, pieces: [0], ...fields });
/** What a manifest says of its only chunk, changed. */
const withChunk = (m: Manifest, change: (name: string, rows: readonly string[]) => Json): Json => {
  const [[name, rows]] = Object.entries(m.chunks) as [[string, readonly string[]]];
  return { ...m, chunks: change(name, rows) };
};
const deep = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? { a: value } : [value];
  return value;
};

/** The same bytes, cut into pieces of other sizes than their hashes are of. */
function cutElsewhere(name: string, rows: readonly string[]): Json {
  const sizes = rows.map((row) => row.split(' ')[0]!);
  return { [name]: rows.map((row, at) => `${sizes.at(-1 - at)} ${row.split(' ')[1]}`) };
}

describe('a manifest that somebody made, with a right checksum', () => {
  const cases: [string, (manifest: Manifest) => unknown][] = [
    ['a chunk outside', (m) => withChunk(m, (_, rows) => ({ '../../outside': rows }))],
    ['an absolute chunk', (m) => withChunk(m, (_, rows) => ({ '/outside': rows }))],
    ['a chunk of a device', (m) => withChunk(m, (_, rows) => ({ '/dev/zero': rows }))],
    ['a chunk with a zero byte', (m) => withChunk(m, (name, rows) => ({ [`${name}\0`]: rows }))],
    ['a chunk that is not there', (m) => withChunk(m, (_, rows) => ({ [hash]: rows }))],
    ['a chunk of no pieces', (m) => withChunk(m, (name) => ({ [name]: [] }))],
    ['a chunk whose pieces are an object', (m) => withChunk(m, (name) => ({ [name]: { [hash]: 1 } }))],
    [
      'a piece that is not a text',
      (m) => withChunk(m, (name, rows) => ({ [name]: [...rows, { toString: 1 }] })),
    ],
    ['a piece under no hash', (m) => withChunk(m, (name, rows) => ({ [name]: [...rows, '1 x'] }))],
    ['a piece without bytes', (m) => withChunk(m, (name, rows) => ({ [name]: [...rows, `0 ${hash}`] }))],
    ['a piece beyond its chunk', (m) => withChunk(m, (name, rows) => ({ [name]: [...rows, `1 ${hash}`] }))],
    ['a gap beyond its chunk', (m) => withChunk(m, (name, rows) => ({ [name]: [...rows, '1'] }))],
    ['a piece of a fraction', (m) => withChunk(m, (name, rows) => ({ [name]: [...rows, `0.5 ${hash}`] }))],
    ['pieces that are cut elsewhere', (m) => withChunk(m, cutElsewhere)],
    ['pieces in another order', (m) => withChunk(m, (name, rows) => ({ [name]: rows.toReversed() }))],
    [
      'pieces that are gaps',
      (m) => withChunk(m, (name, rows) => ({ [name]: rows.map((row) => row.split(' ')[0]) })),
    ],
    ['chunks that are a list', (m) => ({ ...m, chunks: [] })],
    ['no chunks', ({ chunks: _chunks, ...m }) => m],
    ['a huge array', (m) => ({ ...m, stateBytes: 2 ** 50, tree: { a: leaf({ length: 2 ** 50 }) } })],
    ['a huge piece', (m) => withChunk(m, (name) => ({ [name]: [`${2 ** 50} ${hash}`] }))],
    ['a huge array at an offset', (m) => ({ ...m, tree: { a: leaf({ length: 2 ** 50, offset: 0 }) } })],
    ['a negative length', (m) => ({ ...m, tree: { a: leaf({ length: -1, pieces: [] }) } })],
    ['a fraction as a length', (m) => ({ ...m, tree: { a: leaf({ length: 0.5 }) } })],
    ['a length that is a text', (m) => ({ ...m, tree: { a: leaf({ length: '200' }) } })],
    ['a type from Object', (m) => ({ ...m, tree: { a: leaf({ $array: 'constructor' }) } })],
    ['a type that is an object', (m) => ({ ...m, tree: { a: leaf({ $array: {} }) } })],
    ['a piece that is not there', (m) => ({ ...m, tree: { a: leaf({ pieces: [99] }) } })],
    ['a piece before the first', (m) => ({ ...m, tree: { a: leaf({ pieces: [-1] }) } })],
    ['a piece that is a name', (m) => ({ ...m, tree: { a: leaf({ pieces: ['length'] }) } })],
    ['pieces that are no list', (m) => ({ ...m, tree: { a: leaf({ pieces: 'aaaa' }) } })],
    ['pieces with a length of their own', (m) => ({ ...m, tree: { a: leaf({ pieces: { length: 4 } }) } })],
    ['a negative offset', (m) => ({ ...m, tree: { a: leaf({ offset: -1 }) } })],
    ['an offset into two pieces', (m) => ({ ...m, tree: { a: leaf({ pieces: [0, 1], offset: 0 }) } })],
    ['more arrays than bytes', (m) => ({ ...m, tree: { a: m.tree['memory'], b: m.tree['memory'] } })],
    ['no arrays', (m) => ({ ...m, tree: {} })],
    ['another digest', (m) => ({ ...m, stateDigest: `sha256:${hash}` })],
    ['another number of examples', (m) => ({ ...m, examples: 2 })],
    ['a key __proto__', (m) => ({ ...m, tree: JSON.parse('{"__proto__":{"polluted":1}}') })],
    ['a deep key __proto__', (m) => ({ ...m, tree: { ...m.tree, x: JSON.parse('{"__proto__":[]}') } })],
    ['a key that no tree has', (m) => ({ ...m, tree: { ...m.tree, x: { $evil: 1 } } })],
    ['a number that is not one', (m) => ({ ...m, tree: { ...m.tree, x: { $number: '1e5' } } })],
    ['a tree that is a list', (m) => ({ ...m, tree: [1] })],
    ['a tree that is an array', (m) => ({ ...m, tree: leaf({}) })],
    ['a tree that is a number', (m) => ({ ...m, tree: { $number: 'NaN' } })],
    ['no tree', ({ tree: _tree, ...m }) => m],
    ['depth 100', (m) => ({ ...m, tree: { a: deep(100) } })],
    ['depth 3000', (m) => ({ ...m, tree: { a: deep(3000) } })],
    ['a newer version', (m) => ({ ...m, version: 2 })],
    ['version 0', (m) => ({ ...m, version: 0 })],
    ['another format', (m) => ({ ...m, format: 'zip' })],
    ['chunks of 0 bytes', (m) => ({ ...m, chunkBytes: 0 })],
    ['a sequence that is not a number', (m) => ({ ...m, sequence: 'Infinity' })],
    ['a metric that is a text', (m) => ({ ...m, metric: '1' })],
    ['a state version that is negative', (m) => ({ ...m, stateVersion: -1 })],
  ];

  it.each(cases)('is refused for %s, and nothing outside the folder is touched', async (_, change) => {
    const { files, manifest } = await store();
    const { failure, touched } = await load(files, change(manifest));
    expect(CheckpointError.is(failure)).toBe(true);
    expect(['DAMAGED', 'FORMAT']).toContain((failure as CheckpointError).code);
    for (const path of touched)
      expect(path === '/' || path === '/run' || path.startsWith('/run/')).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('is refused before anything is read or allocated if its arrays are more than it says', async () => {
    const { files, manifest } = await store();
    const tree = { ...manifest.tree, again: manifest.tree['memory'] };
    const { failure } = await load(files, { ...manifest, tree });
    expect(failure).toMatchObject({ message: expect.stringMatching(/the arrays have 408 bytes, not 208/) });
  });

  it('is fine as it was', async () => {
    const { files, manifest } = await store();
    expect((await load(files, manifest)).failure).toBeUndefined();
  });

  it('is answered with a typed error or the state that was saved, whatever is changed in it', async () => {
    const { files, manifest } = await store();
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>(hash, '../x', -1, 2 ** 60, 'uint8', [], {}, null),
    );
    const places: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]): void => {
      if (path.length > 0) places.push(path);
      if (typeof value === 'object' && value !== null) {
        for (const [key, child] of Object.entries(value)) walk(child, [...path, key]);
      }
    };
    walk(manifest, []);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), values, async (place, value) => {
        const changed = structuredClone(manifest) as unknown as Json;
        let at: Json = changed;
        for (const key of place.slice(0, -1)) at = at[key] as Json;
        at[place.at(-1)!] = value;
        const { failure } = await load(files, changed);
        expect(failure === undefined || CheckpointError.is(failure)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a file that is not a manifest', () => {
  it('is answered with a typed error, whatever its bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (bytes) => {
          let failure: unknown;
          try {
            parseManifest(bytes);
          } catch (error) {
            failure = error;
          }
          expect(CheckpointError.is(failure)).toBe(true);
        },
      ),
    );
  });
});
