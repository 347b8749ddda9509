// Compiles a package's assembly/ to WebAssembly as its assembly/kernels.json says, and embeds the bytes in src/generated,
// which is kept in git: compiling takes longer than everything else that a first start does. Does nothing where they are up to
// date. Run it in the package's folder, or name folders; with --verify it compiles all the same, and fails where other bytes are embedded.
//
// kernels.json: { "flags": [for all variants], "variants": { "<name>": { "flags": [its own], "entry": "index.ts" } } }
// Each variant becomes src/generated/<name>.ts, whose `kernels` are the bytes in hexadecimal, and kernels/<name>.wasm.
// Hexadecimal, because it keeps bytes apart: compressed on its way to a browser it is a fifth smaller than base64.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const folders = process.argv.slice(2).filter((argument) => argument !== '--verify');
const isVerified = process.argv.includes('--verify');
const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
const always = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--use',
  'abort=',
  '--enable',
  'simd',
];

for (const folder of folders.length === 0 ? ['.'] : folders) await build(resolve(folder));

/** Builds the kernels of the package in a folder. */
async function build(root) {
  const assembly = join(root, 'assembly');
  const { flags: common, variants } = JSON.parse(readFileSync(join(assembly, 'kernels.json'), 'utf8'));
  const hash = createHash('sha256');
  for (const name of filesBelow(assembly)) hash.update(name).update(readFileSync(join(assembly, name)));
  hash.update(readFileSync(fileURLToPath(import.meta.url))).update(version);
  const stamp = `// sources ${hash.digest('hex')}`;
  for (const [name, { flags, entry = 'index.ts' }] of Object.entries(variants)) {
    const source = join(root, 'src', 'generated', `${name}.ts`);
    const module = join(root, 'kernels', `${name}.wasm`);
    const embedded = embeddedIn(source, stamp);
    const bytes =
      embedded === undefined || isVerified
        ? await compile(root, `assembly/${entry}`, [...always, ...common, ...flags])
        : embedded;
    if (isVerified && !embedded?.equals(bytes))
      throw new Error(`${source} is not what assembly/ compiles to: run this without --verify`);
    if (embedded === undefined)
      write(source, `${stamp}\nexport const kernels: string =\n  '${Buffer.from(bytes).toString('hex')}';\n`);
    if (embedded === undefined || !isThere(module)) write(module, bytes);
  }
}

/** Lists the files below a folder by their paths in it, with slashes, in a fixed order. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => relative(folder, join(found.parentPath, found.name)).replaceAll('\\', '/'))
    .sort();
}

/** The bytes that are embedded in a file that is up to date. */
function embeddedIn(file, stamp) {
  try {
    const text = readFileSync(file, 'utf8');
    const hex = text.startsWith(stamp) ? /'([0-9a-f]+)'/.exec(text)?.[1] : undefined;
    return hex === undefined ? undefined : Buffer.from(hex, 'hex');
  } catch {
    return undefined;
  }
}

function isThere(file) {
  try {
    return readFileSync(file).length > 0;
  } catch {
    return false;
  }
}

/** Renamed into place: a build and a test may run at the same time. */
function write(file, contents) {
  mkdirSync(join(file, '..'), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, file);
}

async function compile(root, entry, flags) {
  const { default: asc } = await import('assemblyscript/asc');
  let bytes;
  const { error, stderr } = await asc.main([entry, '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name, base) => {
      try {
        return readFileSync(join(root, base, name), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile: (_name, contents) => {
      bytes = contents;
    },
    listFiles: () => [],
    reportDiagnostic: undefined,
  });
  if (error !== null || bytes === undefined)
    throw new Error(`assemblyscript: ${stderr.toString()}`, { cause: error });
  return bytes;
}
