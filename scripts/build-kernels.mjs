// Compiles a package's assembly/ to WebAssembly as its assembly/kernels.json says, and embeds the bytes in src/generated;
// does nothing where they are up to date. Run it in the package's folder.
//
// kernels.json: { "flags": [for all variants], "variants": { "<name>": { "flags": [its own], "entry": "index.ts" } } }
// Each variant becomes src/generated/<name>.ts, whose `kernels` are the bytes in hexadecimal, and kernels/<name>.wasm.
// Hexadecimal, because it keeps bytes apart: compressed on its way to a browser it is a fifth smaller than base64.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = process.cwd();
const assembly = join(root, 'assembly');
const { flags: common, variants } = JSON.parse(readFileSync(join(assembly, 'kernels.json'), 'utf8'));
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

const hash = createHash('sha256');
for (const name of filesBelow(assembly)) hash.update(name).update(readFileSync(join(assembly, name)));
hash.update(readFileSync(fileURLToPath(import.meta.url))).update(asc.version ?? '');
const stamp = `// sources ${hash.digest('hex')}`;

for (const [name, { flags, entry = 'index.ts' }] of Object.entries(variants)) {
  const source = join(root, 'src', 'generated', `${name}.ts`);
  const module = join(root, 'kernels', `${name}.wasm`);
  if (isCurrent(source) && isThere(module)) continue;
  const bytes = await compile(`assembly/${entry}`, [...always, ...common, ...flags]);
  write(module, bytes);
  write(source, `${stamp}\nexport const kernels: string =\n  '${Buffer.from(bytes).toString('hex')}';\n`);
}

/** Lists the files below a folder by their paths in it, with slashes, in a fixed order. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => relative(folder, join(found.parentPath, found.name)).replaceAll('\\', '/'))
    .sort();
}

function isCurrent(file) {
  try {
    return readFileSync(file, 'utf8').startsWith(stamp);
  } catch {
    return false;
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

async function compile(entry, flags) {
  let bytes;
  const { error, stderr } = await asc.main([entry, '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name, base) => {
      try {
        return readFileSync(join(base, name), 'utf8');
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
